package dev.brama.controller;

import dev.brama.ingress.IngressOptions;
import dev.brama.render.RenderOptions;
import java.nio.file.Path;

/// How objects become a running nginx.
///
/// @param ingress the flags that decide what Ingresses mean
/// @param render what the text depends on
/// @param nginx the binary that tests configurations, and that serves where it is ours
/// @param mode who starts nginx
public record NginxSetup(
        IngressOptions ingress, RenderOptions render, Path nginx, ServeOptions.Mode mode) {}
