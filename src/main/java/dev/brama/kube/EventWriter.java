package dev.brama.kube;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.ObjectIdentity;
import dev.brama.report.EventLedger.Told;
import dev.brama.report.KubeWrite.EmitEvent;
import dev.brama.report.Notice;
import io.kubernetes.client.openapi.ApiClient;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes Events, one after the other; how many is decided by the ledger that lets them out.
///
/// An Event has a name made of what it says, so that who says the same again, be it after a restart
/// or from another replica, brings the old Event up to date and makes no second one.
public final class EventWriter {
    private static final Logger LOG = LoggerFactory.getLogger(EventWriter.class);
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String PAGE = "500";
    private static final int MAX_PAGES = 20;

    private final ApiRequests server;
    private final Reporter reporter;
    private final Troubles troubles = new Troubles(LOG, "Events are not written");

    /// Who reports.
    ///
    /// @param component shown as `From` by kubectl, such as `nginx-ingress-controller`
    /// @param instance the Pod
    /// @param namespaces where to look for Events of before; none means everywhere
    public record Reporter(String component, String instance, Set<String> namespaces) {
        public Reporter {
            namespaces = Set.copyOf(namespaces);
        }
    }

    /// @param server where the Events are
    public EventWriter(ApiServer server, Reporter reporter) {
        this(server.client(), reporter);
    }

    EventWriter(ApiClient client, Reporter reporter) {
        this.server = new ApiRequests(client, LIMIT);
        this.reporter = reporter;
    }

    /// Writes.
    ///
    /// @return what may succeed when it is tried again
    public List<EmitEvent> write(List<EmitEvent> events) {
        boolean troubled = false;
        for (int i = 0; i < events.size(); i++) {
            try {
                write(events.get(i));
            } catch (ApiFailureException e) {
                ApiFailure failure = e.failure();
                if (failure.isGone()) {
                    continue;
                }
                troubled = true;
                troubles.met(failure);
                if (failure.isPassing()) {
                    return List.copyOf(events.subList(i, events.size()));
                }
            }
        }
        if (!troubled && !events.isEmpty()) {
            troubles.over();
        }
        return List.of();
    }

    private void write(EmitEvent event) throws ApiFailureException {
        NamespacedName id = event.notice().event();
        String collection = "/api/v1/namespaces/" + id.namespace() + "/events";
        String path = collection + "/" + id.name();
        if (event.count() > 1) {
            try {
                server.patch(path, seenAgain(event));
                return;
            } catch (ApiFailureException e) {
                if (e.failure().code() != 404) {
                    throw e;
                }
                // The API server drops Events after an hour.
            }
        }
        try {
            server.post(collection, event(id, event));
        } catch (ApiFailureException e) {
            if (!e.failure().isAlreadyThere()) {
                throw e;
            }
            // Told by an earlier run, whose count is not known here and must not shrink.
            JsonObject patch = seenAgain(event);
            patch.remove("count");
            server.patch(path, patch);
        }
    }

    private static JsonObject seenAgain(EmitEvent event) {
        JsonObject patch = new JsonObject();
        patch.addProperty("count", event.count());
        patch.addProperty("lastTimestamp", time(event.last()));
        return patch;
    }

    private JsonObject event(NamespacedName id, EmitEvent event) {
        Notice notice = event.notice();
        JsonObject metadata = new JsonObject();
        metadata.addProperty("namespace", id.namespace());
        metadata.addProperty("name", id.name());
        JsonObject source = new JsonObject();
        source.addProperty("component", reporter.component());
        JsonObject object = seenAgain(event);
        object.addProperty("apiVersion", "v1");
        object.addProperty("kind", "Event");
        object.add("metadata", metadata);
        object.add("involvedObject", involved(notice.object()));
        object.addProperty("type", notice.type().token());
        object.addProperty("reason", notice.reason());
        object.addProperty("message", notice.message());
        object.add("source", source);
        object.addProperty("reportingComponent", reporter.component());
        object.addProperty("reportingInstance", reporter.instance());
        object.addProperty("firstTimestamp", time(event.first()));
        return object;
    }

    private static JsonObject involved(ObjectIdentity object) {
        JsonObject involved = new JsonObject();
        involved.addProperty("apiVersion", object.apiVersion());
        involved.addProperty("kind", object.ref().kind());
        if (!object.ref().namespace().isEmpty()) {
            involved.addProperty("namespace", object.ref().namespace());
        }
        involved.addProperty("name", object.ref().name());
        involved.addProperty("uid", object.uid());
        return involved;
    }

    private static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /// The Events of this component that are there already, whoever wrote them.
    ///
    /// Without the right to list them the result is empty, and each is found when it is written.
    public Map<NamespacedName, Told> recall() {
        Map<NamespacedName, Told> events = new HashMap<>();
        Set<String> paths = new TreeSet<>();
        reporter.namespaces().forEach(name -> paths.add("/api/v1/namespaces/" + name + "/events"));
        if (paths.isEmpty()) {
            paths.add("/api/v1/events");
        }
        for (String path : paths) {
            try {
                recall(path, events);
            } catch (ApiFailureException e) {
                LOG.info("Events of before are not read: {}", e.failure().sentence());
            }
        }
        return events;
    }

    private void recall(String path, Map<NamespacedName, Told> events) throws ApiFailureException {
        Map<String, String> query = new HashMap<>();
        query.put("fieldSelector", "source=" + reporter.component());
        query.put("limit", PAGE);
        for (int page = 0; page < MAX_PAGES; page++) {
            JsonObject list = server.list(path, query);
            for (JsonElement item : list.getAsJsonArray("items")) {
                remember(item.getAsJsonObject(), events);
            }
            String next = text(list.getAsJsonObject("metadata"), "continue");
            if (next.isEmpty()) {
                return;
            }
            query.put("continue", next);
        }
    }

    private static void remember(JsonObject event, Map<NamespacedName, Told> events) {
        JsonObject metadata = event.getAsJsonObject("metadata");
        String first = text(event, "firstTimestamp");
        String last = text(event, "lastTimestamp");
        String count = text(event, "count");
        try {
            events.put(
                    new NamespacedName(text(metadata, "namespace"), text(metadata, "name")),
                    new Told(Integer.parseInt(count), Instant.parse(first), Instant.parse(last)));
        } catch (DateTimeException | NumberFormatException _) {
            // Another program's Event under the same component: not one that is written here.
        }
    }

    private static String text(JsonObject object, String field) {
        JsonElement value = object.get(field);
        return value != null && value.isJsonPrimitive() ? value.getAsString() : "";
    }

    /// What keeps Events from being written.
    public Optional<ApiFailure> trouble() {
        return troubles.current();
    }
}
