// Time-based one-time passwords (RFC 6238), computed by the browser's own cryptography.

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const HASHES = { SHA1: 'SHA-1', SHA256: 'SHA-256', SHA512: 'SHA-512' };

/** Bytes of a Base32 text (RFC 4648), with or without padding. */
export const base32Decode = (text) => {
  const bits = [...text.replace(/=+$/, '').toUpperCase()].map((letter) => {
    const value = BASE32.indexOf(letter);
    if (value < 0) {
      throw new TypeError('not Base32');
    }
    return value.toString(2).padStart(5, '0');
  }).join('');
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => parseInt(byte, 2));
};

/** What an otpauth:// address says. Throws a TypeError where this app cannot compute such codes. */
export const parseKeyUri = (uri) => {
  const values = new URL(uri).searchParams;
  const key = {
    secret: values.get('secret') ?? '',
    algorithm: (values.get('algorithm') ?? 'SHA1').toUpperCase(),
    digits: Number(values.get('digits') ?? 6),
    periodSeconds: Number(values.get('period') ?? 30),
  };
  if (!/^otpauth:\/\/totp\//i.test(uri) || !HASHES[key.algorithm] || !base32Decode(key.secret).length
    || ![6, 7, 8].includes(key.digits) || !(key.periodSeconds >= 10)) {
    throw new TypeError('not a key for this app');
  }
  return key;
};

/** A key that signs and cannot be read out again. */
export const importKey = ({ secret, algorithm }) =>
  crypto.subtle.importKey('raw', base32Decode(secret), { name: 'HMAC', hash: HASHES[algorithm] }, false, ['sign']);

export const stepAt = (epochMillis, periodSeconds) => Math.floor(epochMillis / 1000 / periodSeconds);

/** Seconds in which the code of this moment is still shown; never 0. */
export const secondsLeft = (epochMillis, periodSeconds) => periodSeconds - Math.floor(epochMillis / 1000) % periodSeconds;

/** The code of a time step, with leading zeros. */
export const codeOfStep = async (key, step, digits) => {
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(step));
  const hash = new DataView(await crypto.subtle.sign('HMAC', key, counter));
  const offset = hash.getUint8(hash.byteLength - 1) & 0xf;
  return String((hash.getUint32(offset) & 0x7fffffff) % 10 ** digits).padStart(digits, '0');
};

/** Two groups, which are easier to carry over to another screen than eight digits in a row. */
export const groups = (code) => [code.slice(0, Math.ceil(code.length / 2)), code.slice(Math.ceil(code.length / 2))];
