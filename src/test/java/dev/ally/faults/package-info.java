/** Users of a real server while its database, its network and the server itself are taken away. */
package dev.ally.faults;
