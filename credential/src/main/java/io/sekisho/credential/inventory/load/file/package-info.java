/** What a vendor's file says, whatever its format. */
package io.sekisho.credential.inventory.load.file;
