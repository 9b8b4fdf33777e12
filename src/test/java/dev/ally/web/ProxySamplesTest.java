package dev.ally.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The samples of the proxies that Debian does not have, read as those would read them; the others are run. */
class ProxySamplesTest {
  private static final Path SAMPLES = Path.of("src/docs/deploy");
  /** What an application believes. */
  private static final List<String> ANSWERED =
      List.of("Remote-User", "Remote-Email", "Remote-Name", "Remote-Name*", "Remote-Groups");
  /** What some applications take for the same. */
  private static final List<String> LOOK_ALIKE = List.of("Remote_User", "Remote_Email", "Remote_Name", "Remote_Groups");
  /** By which Ally tells a page from a script, and who somebody is. */
  private static final List<String> NEEDED = List.of("cookie", "accept", "sec-fetch-mode", "sec-fetch-dest");

  private static Object read(String file) throws IOException {
    return new Load(LoadSettings.builder().build()).loadFromString(Files.readString(SAMPLES.resolve(file)));
  }

  /** What stands at a path of names and, in a list, places. */
  private static Object at(Object whole, Object... path) {
    Object part = whole;
    for (Object step : path) {
      part = step instanceof Integer place ? ((List<?>) part).get(place) : ((Map<?, ?>) part).get(step);
      assertThat(part).as("%s of %s", step, List.of(path)).isNotNull();
    }
    return part;
  }

  private static List<?> list(Object whole, Object... path) {
    return (List<?>) at(whole, path);
  }

  private static List<String> lower(List<String> names) {
    return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
  }

  /** The values of this name, however deep. */
  private static List<Object> all(Object whole, String name) {
    List<Object> found = new ArrayList<>();
    if (whole instanceof Map<?, ?> map) {
      map.forEach((key, value) -> {
        if (name.equals(key)) {
          found.add(value);
        }
        found.addAll(all(value, name));
      });
    } else if (whole instanceof List<?> list) {
      list.forEach(each -> found.addAll(all(each, name)));
    }
    return found;
  }

  @Test
  void traefikAsksAboutEachRequestAndRemovesWhatClientsForge() throws IOException {
    Object http = at(read("traefik/forward-auth.yml"), "http");
    assertThat(at(http, "routers", "grafana", "middlewares")).isEqualTo(List.of("strip", "ally"));
    assertThat(((Map<?, ?>) at(http, "routers", "grafana-ally")).containsKey("middlewares"))
        .as("Ally's own paths of the host, unchanged").isFalse();
    assertThat(at(http, "routers", "grafana-ally", "rule").toString()).contains("PathPrefix(`/.ally/`)");
    Map<?, ?> stripped = (Map<?, ?>) at(http, "middlewares", "strip", "headers", "customRequestHeaders");
    assertThat(stripped.keySet().stream().map(Object::toString)).containsAll(ANSWERED).containsAll(LOOK_ALIKE);
    assertThat(stripped.values()).as("an empty value removes").allMatch(""::equals);
    Object ally = at(http, "middlewares", "ally", "forwardAuth");
    assertThat(Addresses.all()).contains(at(ally, "address").toString().replaceFirst("^http://[^/]*", ""));
    assertThat(at(ally, "authResponseHeaders")).isEqualTo(ANSWERED);
    assertThat(all(at(http, "routers"), "service")).allMatch(((Map<?, ?>) at(http, "services"))::containsKey);
  }

  @Test
  void envoyAsksAboutEachRequestAndRemovesWhatClientsForge() throws IOException {
    Object whole = read("envoy/envoy.yaml");
    Object manager = at(whole, "static_resources", "listeners", 0, "filter_chains", 0, "filters", 0, "typed_config");
    assertThat(at(manager, "normalize_path")).as("Ally compares the path as it came").isEqualTo(false);
    assertThat(list(manager, "http_filters").stream().map(filter -> at(filter, "name"))).containsExactly(
        "envoy.filters.http.header_mutation", "envoy.filters.http.ext_authz", "envoy.filters.http.router");
    assertThat(all(at(manager, "http_filters", 0), "remove").stream().map(Object::toString))
        .containsAll(lower(ANSWERED)).contains("x-forwarded-host");
    Object host = at(manager, "route_config", "virtual_hosts", 0);
    assertThat(list(host, "request_headers_to_remove").containsAll(lower(LOOK_ALIKE))).isTrue();
    Object authorization = at(manager, "http_filters", 1, "typed_config");
    assertThat(at(authorization, "failure_mode_allow")).isEqualTo(false);
    assertThat(all(at(authorization, "allowed_headers"), "exact").stream().map(Object::toString)).containsAll(NEEDED);
    assertThat(Addresses.all()).contains(at(authorization, "http_service", "path_prefix") + "/session");
    Object answer = at(authorization, "http_service", "authorization_response");
    assertThat(all(at(answer, "allowed_client_headers"), "exact").stream().map(Object::toString))
        .contains("location", "set-cookie");
    assertThat(all(at(answer, "allowed_upstream_headers"), "prefix")).isEqualTo(List.of("remote-"));
    assertThat(at(host, "routes", 0, "match", "prefix")).isEqualTo("/.ally/");
    assertThat(all(at(host, "routes", 0), "disabled")).isEqualTo(List.of(true));
    assertThat(all(at(host, "routes"), "cluster")).isSubsetOf(
        list(whole, "static_resources", "clusters").stream().map(each -> at(each, "name")).toList());
  }
}
