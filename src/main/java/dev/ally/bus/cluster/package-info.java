/** The bus between processes: it chooses the node, seals the messages, and asks another node if an answer is lost. */
package dev.ally.bus.cluster;
