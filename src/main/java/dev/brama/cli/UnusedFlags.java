package dev.brama.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// Flags of ingress-nginx that mean nothing here. They are taken, so that its manifests start
/// Brama, and told of once.
final class UnusedFlags {
    private static final Map<String, String> WHY = new TreeMap<>();

    static {
        String always = "Brama always does it";
        String lua = "there is no Lua in Brama's nginx";
        String module = "it needs a module that is not carried out";
        WHY.put("--enable-annotation-validation", always);
        WHY.put("--disable-full-test", "the webhook never renders more than it must");
        WHY.put("--dynamic-configuration-retries", lua);
        WHY.put("--internal-logger-address", "nginx logs to the container's own output");
        WHY.put("--enable-ssl-chain-completion", "Secrets hold the whole chain");
        WHY.put("--enable-ssl-passthrough", "passing TLS through is not carried out");
        WHY.put("--ssl-passthrough-proxy-port", "passing TLS through is not carried out");
        WHY.put("--stream-port", lua);
        WHY.put("--sync-period", "watches need no second look");
        WHY.put("--profiling", "the JVM has its own tools");
        WHY.put("--profiler-port", "the JVM has its own tools");
        WHY.put("--profiler-address", "the JVM has its own tools");
        WHY.put("--health-check-timeout", "the probes have their own");
        WHY.put("--post-shutdown-grace-period", "nginx outlives the controller");
        WHY.put("--maxmind-edition-ids", module);
        WHY.put("--maxmind-license-key", module);
        WHY.put("--maxmind-mirror", module);
        WHY.put("--maxmind-retries-count", module);
        WHY.put("--maxmind-retries-timeout", module);
        WHY.put("--geoip2-autoreload-in-minutes", module);
        WHY.put("--bucket-factor", "the text formats carry no native histograms");
        WHY.put("--max-buckets", "the text formats carry no native histograms");
        WHY.put("--monitor-max-batch-size", "requests are told in a file");
        WHY.put("--health-check-path", "health is told at /healthz");
        WHY.put("--disable-ingress-class-lookup", "IngressClasses are read where they may be");
        WHY.put("--certificate-authority", "the kubeconfig or the Pod's account names it");
        WHY.put("--logtostderr", always);
        WHY.put("--alsologtostderr", always);
        WHY.put("--stderrthreshold", "use --log-level");
        WHY.put("--vmodule", "use --log-level");
        WHY.put("--log_dir", "logs go to the container's own output");
        WHY.put("--log_file", "logs go to the container's own output");
        WHY.put("--skip_headers", "use --log-format");
        WHY.put("--add_dir_header", "use --log-format");
    }

    private UnusedFlags() {}

    /// Lets a command take them.
    static void addTo(CommandSpec command) {
        WHY.keySet()
                .forEach(name ->
                        command.addOption(
                                OptionSpec.builder(name)
                                        .type(String.class)
                                        .arity("0..1")
                                        .fallbackValue("true")
                                        .hidden(true)
                                        .build()));
    }

    /// One line for each that was given.
    static List<String> warnings(ParseResult parsed) {
        List<String> warnings = new ArrayList<>();
        WHY.forEach((name, why) -> {
            if (parsed.hasMatchedOption(name)) {
                warnings.add(name + " has no effect: " + why);
            }
        });
        return warnings;
    }
}
