/// The Kubernetes edge: objects come in, a [dev.brama.cluster.ClusterState] goes out; and what
/// [dev.brama.report.KubeWrite] asks for is written.
///
/// Objects from files of manifests: [dev.brama.kube.ManifestReader] is a function from texts to
/// [dev.brama.kube.Manifests], [dev.brama.kube.FolderSource] and [dev.brama.kube.FolderWatch] touch
/// the disk. An object that the API server would refuse is left out with a
/// [dev.brama.problem.Problem], never its neighbours. Whatever the bytes are, the result is objects
/// and problems, not an exception; only what the system cannot do is an exception. What the API
/// server does not do is an [dev.brama.kube.ApiFailure], told with its mend. Nothing here judges
/// what an object means, and nothing here prints what a Secret holds.
@NullMarked
package dev.brama.kube;

import org.jspecify.annotations.NullMarked;
