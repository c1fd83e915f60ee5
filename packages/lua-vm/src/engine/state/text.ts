/**
 * Text and bytes. Typed arrays made outside a sandbox are of another realm: the engine needs its own, hence the copies.
 */
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();
// In a sandbox every read of a global by its name is a slow look-up: what is called often is held here.
const { fromCharCode } = String;
const Bytes = Uint8Array;

/** UTF-8 text, or undefined when the bytes are not. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  // Short ASCII strings are the common case, and much cheaper without the decoder.
  if (bytes.length < 24) {
    let text = '';
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i] as number;
      if (byte > 127) return decodeLong(bytes);
      text += fromCharCode(byte);
    }
    return text;
  }
  return decodeLong(bytes);
}

function decodeLong(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

/** For messages: whatever is not UTF-8 becomes U+FFFD. */
export function displayText(bytes: Uint8Array): string {
  return lenient.decode(bytes);
}

/** UTF-8 bytes, fresh, of this realm. */
export function encodeUtf8(text: string): Uint8Array {
  return new Bytes(encoder.encode(text));
}

/** A copy of this realm that Lua may keep. */
export function copyBytes(bytes: Uint8Array): Uint8Array {
  return new Bytes(bytes);
}
