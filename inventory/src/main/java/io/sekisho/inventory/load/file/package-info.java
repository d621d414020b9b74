/** What a vendor's file says, whatever its format. */
package io.sekisho.inventory.load.file;
