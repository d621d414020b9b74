/**
 * Tokens on their way into the inventory and out of it: what vendors deliver is read, checked and stored, and the
 * inventory is listed without its seeds. Plain JDBC, so that a server and the command line do the same.
 */
package io.sekisho.inventory.load;
