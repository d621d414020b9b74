// Where the tokens lie: IndexedDB, plain or, while the app lock is on, sealed under a key that is derived from the lock's code.

const TOKENS = 'tokens';
const STATE = 'state';
const PBKDF2_ITERATIONS = 600000;

const utf8 = (text) => new TextEncoder().encode(text);
const random = (length) => crypto.getRandomValues(new Uint8Array(length));

const deriveKey = async (code, { salt, iterations }) => {
  const material = await crypto.subtle.importKey('raw', utf8(code), 'PBKDF2', false, ['deriveKey']);
  return crypto.subtle.deriveKey({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations }, material,
    { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
};

// The id is associated data: a sealed value does not open in another one's place.
const cipher = (id, iv) => ({ name: 'AES-GCM', iv, additionalData: utf8(id) });
const seal = async (key, id, value) => {
  const iv = random(12);
  return { iv, data: await crypto.subtle.encrypt(cipher(id, iv), key, utf8(JSON.stringify(value))) };
};
const unseal = async (key, id, { iv, data }) => JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(cipher(id, iv), key, data)));
const record = async (key, { id, ...token }) => key ? { id, sealed: await seal(key, id, token) } : { id, plain: token };

/** Several pages, of several institutions too, share the database: a change that another page has overtaken is made anew. */
export class Vault {
  #database;
  #state;
  #records;
  #key;

  /** Throws where the browser stores nothing, as in some private windows. */
  static async open() {
    const vault = new Vault();
    vault.#database = await new Promise((resolve, reject) => {
      const request = indexedDB.open('sekisho-token-app', 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore(TOKENS, { keyPath: 'id' });
        request.result.createObjectStore(STATE);
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    await vault.load();
    return vault;
  }

  /** Reads what other pages have changed. */
  async load() {
    const [state, records] = await this.#transact('readonly', (tokens, states) => [states.get(STATE), tokens.getAll()]);
    if (state.result?.lock?.id !== this.#state?.lock?.id) {
      this.#key = undefined;
    }
    this.#state = state.result ?? { version: 0 };
    this.#records = records.result;
  }

  get hasLock() {
    return Boolean(this.#state.lock);
  }

  get isLocked() {
    return this.hasLock && !this.#key;
  }

  /** Tokens in the order in which they came. */
  async tokens() {
    this.#needKey();
    const tokens = await Promise.all(this.#records.map(async ({ id, plain, sealed }) => ({ id, ...plain ?? await unseal(this.#key, id, sealed) })));
    return tokens.sort((one, other) => one.createdAt - other.createdAt);
  }

  /** Fails where nothing can be stored. */
  async probe() {
    await this.#change(async () => () => { });
  }

  /** Adds a token and takes away those that it replaces. */
  async add(token, replacedIds) {
    await this.#change(async () => {
      this.#needKey();
      const added = await record(this.#key, { id: crypto.randomUUID(), ...token });
      return (tokens) => {
        replacedIds.forEach((id) => tokens.delete(id));
        tokens.put(added);
      };
    });
  }

  async remove(id) {
    await this.#change(async () => (tokens) => tokens.delete(id));
  }

  async turnLockOn(code) {
    const lock = { id: crypto.randomUUID(), salt: random(16), iterations: PBKDF2_ITERATIONS };
    const key = await deriveKey(code, lock);
    lock.check = await seal(key, lock.id, 0);
    await this.#switchTo(key, lock);
  }

  /** Whether the code was right. */
  async turnLockOff(code) {
    const isRight = await this.unlock(code);
    if (isRight) {
      await this.#switchTo();
    }
    return isRight;
  }

  /** Whether the code was right. */
  async unlock(code) {
    await this.load();
    const { lock } = this.#state;
    if (lock) {
      const key = await deriveKey(code, lock);
      try {
        await unseal(key, lock.id, lock.check);
      } catch {
        return false;
      }
      this.#key = key;
    }
    return true;
  }

  /** Forgets the key. */
  lock() {
    this.#key = undefined;
  }

  /** Deletes every token and the lock. */
  async clear() {
    await this.#change(async () => (tokens, state) => {
      tokens.clear();
      delete state.lock;
    });
  }

  #needKey() {
    if (this.isLocked) {
      throw new Error('locked');
    }
  }

  /** Seals every token, or opens it, in one transaction. */
  async #switchTo(key, lock) {
    await this.#change(async () => {
      const records = await Promise.all((await this.tokens()).map((token) => record(key, token)));
      return (tokens, state) => {
        records.forEach((one) => tokens.put(one));
        state.lock = lock;
      };
    });
    this.#key = key;
  }

  // Cryptography cannot run inside a transaction of IndexedDB: a change is prepared before, and dropped if the ground has moved.
  async #change(prepare) {
    for (let isDone = false; !isDone; await this.load()) {
      const { version } = this.#state;
      const write = await prepare();
      await this.#transact('readwrite', (tokens, states) => {
        const stored = states.get(STATE);
        stored.onsuccess = () => {
          isDone = (stored.result?.version ?? 0) === version;
          if (isDone) {
            const state = { ...stored.result, version: version + 1 };
            write(tokens, state);
            states.put(state, STATE);
          }
        };
      });
    }
  }

  #transact(mode, work) {
    return new Promise((resolve, reject) => {
      const transaction = this.#database.transaction([TOKENS, STATE], mode, { durability: 'strict' });
      const result = work(transaction.objectStore(TOKENS), transaction.objectStore(STATE));
      transaction.oncomplete = () => resolve(result);
      transaction.onabort = () => reject(transaction.error ?? new Error('aborted'));
    });
  }
}
