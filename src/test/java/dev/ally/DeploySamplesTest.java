package dev.ally;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import dev.ally.config.Setting;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The samples of {@code src/docs/deploy} are what the programs take that they are for. */
class DeploySamplesTest {
  private static final Path DEPLOY = Path.of("src/docs/deploy");
  private static final Path KUBERNETES = DEPLOY.resolve("kubernetes/ally.yaml");
  private static final int MANAGEMENT = 8081;

  private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of(
      "apps/v1 Deployment", Deployment.class, "batch/v1 Job", Job.class, "v1 Service", Service.class,
      "networking.k8s.io/v1 Ingress", Ingress.class, "networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class,
      "policy/v1 PodDisruptionBudget", PodDisruptionBudget.class);

  @TempDir Path directory;

  /** A field that Kubernetes does not know, or of another type, is refused. */
  @Test
  void kubernetesTakesItsSample() throws IOException {
    assertThat(documents(Files.readString(KUBERNETES))).hasSizeGreaterThan(10).allSatisfy(document ->
        assertThat(document.getMetadata().getName()).startsWith("ally"));
    for (String slip : List.of("runAsUser: ten", "runAsUsr: 10001")) {
      assertThatThrownBy(() -> documents(Files.readString(KUBERNETES).replace("runAsUser: 10001", slip)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void everyPodHasANumericUserAndItsResourcesAndWritesNothing() throws IOException {
    List<PodSpec> pods = pods();
    assertThat(pods).hasSize(5).allSatisfy(pod -> {
      assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
      assertThat(pod.getSecurityContext().getRunAsUser()).isPositive();
      assertThat(pod.getAutomountServiceAccountToken()).isFalse();
      Container container = pod.getContainers().get(0);
      assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
      assertThat(container.getResources().getLimits()).containsKey("memory");
      assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
      assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
      Set<String> secrets = new HashSet<>();
      pod.getVolumes().forEach(volume -> secrets.add(volume.getName()));
      container.getVolumeMounts().forEach(mount -> assertThat(secrets).contains(mount.getName()));
    });
  }

  @Test
  void theManagementPortIsOpenToMonitoringAlone() throws IOException {
    List<NetworkPolicyIngressRule> open = documents(Files.readString(KUBERNETES)).stream()
        .filter(NetworkPolicy.class::isInstance).map(NetworkPolicy.class::cast)
        .flatMap(policy -> policy.getSpec().getIngress().stream())
        .filter(rule -> rule.getPorts().stream().anyMatch(port -> port.getPort().getIntVal() == MANAGEMENT))
        .toList();
    assertThat(open).singleElement().satisfies(rule -> {
      assertThat(rule.getPorts()).hasSize(1);
      assertThat(rule.getFrom()).isNotEmpty().allSatisfy(from ->
          assertThat(from.getNamespaceSelector().getMatchLabels()).containsValue("monitoring"));
    });
    assertThat(documents(Files.readString(KUBERNETES)).stream()
        .filter(Service.class::isInstance).map(Service.class::cast)
        .flatMap(service -> service.getSpec().getPorts().stream()))
        .noneMatch(port -> port.getPort() == MANAGEMENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "src/docs/deploy/kubernetes/ally.yaml", "src/docs/deploy/systemd/ally.conf.example",
      "src/docs/deploy/systemd/ally.service", "docker-compose.yml"})
  void samplesNameNoSettingThatThereIsNot(String sample) throws IOException {
    Set<String> settings = Arrays.stream(Setting.values()).map(Setting::name).collect(Collectors.toSet());
    assertThat(Pattern.compile("\\bALLY_[A-Z_]+").matcher(Files.readString(Path.of(sample))).results()
        .map(name -> name.group().replaceFirst("_FILE$", "")).distinct())
        .isNotEmpty()
        .allSatisfy(name -> assertThat(settings.contains(name) || settings.contains(name + "_FILE")).as(name).isTrue());
  }

  @Test
  void systemdTakesItsUnits() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-analyze")), "no systemd-analyze is installed");
    List<String> units = new ArrayList<>();
    try (Stream<Path> files = Files.list(DEPLOY.resolve("systemd"))) {
      for (Path file : files.filter(path -> path.toString().matches(".*\\.(service|timer)")).toList()) {
        Path unit = directory.resolve(file.getFileName().toString().replace("@.", "@web."));
        Files.writeString(unit, Files.readString(file).replace(
            "/usr/bin/java", Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        units.add(unit.toString());
      }
    }
    assertThat(units).hasSizeGreaterThan(3);
    assertThat(verified(units)).isEmpty();
    Path slip = directory.resolve("ally.service");
    Files.writeString(slip, Files.readString(slip).replace("ProtectSystem=", "ProtectSytem="));
    assertThat(verified(List.of(slip.toString()))).contains("ProtectSytem");
  }

  private static String verified(List<String> units) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("systemd-analyze", "verify", "--man=no", "--recursive-errors=no"));
    command.addAll(units);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  private static List<PodSpec> pods() throws IOException {
    List<PodSpec> pods = new ArrayList<>();
    for (HasMetadata document : documents(Files.readString(KUBERNETES))) {
      if (document instanceof Deployment deployment) {
        pods.add(deployment.getSpec().getTemplate().getSpec());
      } else if (document instanceof Job job) {
        pods.add(job.getSpec().getTemplate().getSpec());
      }
    }
    return pods;
  }

  /** Read without the place where the model keeps fields that it does not know. */
  private static List<HasMetadata> documents(String yaml) {
    ObjectMapper strict = new ObjectMapper().setAnnotationIntrospector(new JacksonAnnotationIntrospector() {
      private static final long serialVersionUID = 1L;

      @Override
      public Boolean hasAnySetter(Annotated place) {
        return false;
      }
    });
    List<HasMetadata> documents = new ArrayList<>();
    for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(yaml)) {
      Map<?, ?> fields = (Map<?, ?>) document;
      String kind = fields.get("apiVersion") + " " + fields.get("kind");
      assertThat(KINDS).containsKey(kind);
      documents.add(strict.convertValue(document, KINDS.get(kind)));
    }
    return documents;
  }
}
