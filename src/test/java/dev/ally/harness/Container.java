package dev.ally.harness;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code docker run --read-only --tmpfs /tmp} makes of this machine for one process: nothing can be written but
 * its working directory and {@code /tmp}, from which nothing may be run. Needs root.
 */
public final class Container {
  /** The user's ID, options of the working directory's mount, a second directory that is needed, then the command. */
  private static final String SCRIPT = """
      set -e
      user=$1 options=$2 jar=$3 work=$PWD
      shift 3
      mount --make-rprivate /
      chown "$user" "$work"
      mount -t tmpfs none /mnt
      mkdir /mnt/work /mnt/jar
      mount --bind "$work" /mnt/work
      mount --bind "$jar" /mnt/jar
      mount -t tmpfs -o noexec,nosuid,nodev,mode=1777 none /tmp
      mkdir -p "$work" "$jar"
      mount --move /mnt/work "$work"
      mount --move /mnt/jar "$jar"
      mount -o "remount,bind,$options" "$work"
      mount -o remount,ro /mnt
      mount -o remount,bind,ro /
      cd "$work"
      exec setpriv --reuid "$user" --regid 0 --clear-groups --no-new-privs "$@"
      """;

  private Container() {}

  /**
   * What a process is started through.
   *
   * @param user an ID, with or without a name
   * @param options of the working directory's mount: {@code rw}, {@code rw,noexec}, {@code ro}
   * @param command what the process is started through inside, if anything
   */
  public static String[] of(String user, String options, String... command) {
    Tools.needRoot();
    Tools.need("unshare");
    Tools.need("setpriv");
    List<String> prefix = new ArrayList<>(List.of(
        "unshare", "--mount", "bash", "-c", SCRIPT, "container", user, options,
        Path.of("target").toAbsolutePath().toString()));
    prefix.addAll(List.of(command));
    return prefix.toArray(String[]::new);
  }
}
