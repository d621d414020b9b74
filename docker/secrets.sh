#!/bin/bash
# Makes the secrets of docker-compose.yml, each once; what is there is never changed. Folder: the argument, or $SEKISHO_SECRETS, or secrets/.
# The compose file runs it by itself, as its service "secrets".
set -eu
folder=${1:-${SEKISHO_SECRETS:-$(dirname "$0")/../secrets}}

# The folder is its owner's alone. The files in it have to be readable for the users that run in the containers, who have other numbers than anybody here;
# each container sees its own folder of them.
umask 077
mkdir -p "$folder"
chmod 700 "$folder"
folder=$(cd "$folder" && pwd)
umask 022
mkdir -p "$folder/database" "$folder/admin" "$folder/keyring"

random() { # bytes
    head -c "$1" /dev/urandom | base64 | tr -d '\n'
}

once() { # file, content
    if [ -e "$folder/$1" ]; then
        echo "there already: $folder/$1"
        return
    fi
    local draft
    draft=$(mktemp "$folder/$1.XXXXXX")
    printf '%s' "$2" > "$draft"
    chmod 644 "$draft"
    # A link, since it fails where somebody else has been quicker.
    ln "$draft" "$folder/$1"
    rm "$draft"
    echo "made:          $folder/$1"
}

# Where they were before they had folders of their own.
for moved in database/db-password admin/admin-password; do
    if [ -e "$folder/${moved#*/}" ] && [ ! -e "$folder/$moved" ]; then
        mv "$folder/${moved#*/}" "$folder/$moved"
    fi
done

once database/db-password "$(random 24 | tr '+/' '-_')"
once admin/admin-password "$(random 18 | tr '+/' '-_')"
key=$(date +%Y-%m)
once keyring/sekisho-keyring.properties "active=$key
$key=$(random 32)
"
echo "Keep a copy of the keyring apart from the database's backups: without it, every customer has to enrol anew."
