package dev.ally.cli;

import java.nio.file.Path;
import java.util.List;

/**
 * The files that {@code cluster init} has made.
 *
 * @param isNewCluster whether there was no cluster in the directory before
 * @param made in the order in which they were made
 */
public record ClusterFiles(boolean isNewCluster, List<Path> made) {
  public ClusterFiles {
    made = List.copyOf(made);
  }
}
