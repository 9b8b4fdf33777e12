/** The same between processes: the node is chosen, the message sealed, and what is lost asked again. */
package dev.ally.bus.cluster;
