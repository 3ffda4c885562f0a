/**
 * QR codes (ISO/IEC 18004) of a text in UTF-8: error correction level L, versions 1 to 25, which is up to 1,273 bytes.
 * My programme loads this script when it has sessions. `drawQr(text)` is an `svg` element, or `null` for a longer text.
 */
var drawQr = (() => {
  "use strict";
  const MARGIN = 4;
  /** Error correction bytes of a block, and blocks, of each version at level L. */
  const CORRECTION = [0, 7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26];
  const BLOCKS = [0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12];

  /** All bytes of a version, of data and of error correction. @param {number} version */
  const capacity = (version) => {
    const lines = Math.floor(version / 7) + 2;
    const patterns = version > 1 ? (25 * lines - 10) * lines - 55 : 0;
    return ((16 * version + 128) * version + 64 - patterns - (version > 6 ? 36 : 0)) >> 3;
  };

  /** A product in the field of 256 elements. @param {number} a @param {number} b */
  const times = (a, b) => {
    let product = 0;
    for (let bit = 7; bit >= 0; bit--) product = ((product << 1) ^ ((product >> 7) * 0x11d) ^ (((b >> bit) & 1) * a)) & 0x1ff;
    return product;
  };

  /** The bytes of Reed and Solomon for a block. @param {number[]} data @param {number} degree */
  const correction = (data, degree) => {
    const divisor = [...Array(degree - 1).fill(0), 1];
    for (let n = 0, root = 1; n < degree; n++, root = times(root, 2))
      for (let k = 0; k < degree; k++) divisor[k] = times(divisor[k], root) ^ (k + 1 < degree ? divisor[k + 1] : 0);
    const rest = Array(degree).fill(0);
    for (const byte of data) {
      const factor = byte ^ rest.shift();
      rest.push(0);
      divisor.forEach((value, k) => (rest[k] ^= times(value, factor)));
    }
    return rest;
  };

  /** The bytes of a symbol, interleaved. @param {Uint8Array} text @param {number} version */
  const codewords = (text, version) => {
    const degree = CORRECTION[version];
    const blocks = BLOCKS[version];
    const whole = capacity(version);
    const room = whole - degree * blocks;
    let bits = `0100${text.length.toString(2).padStart(version < 10 ? 8 : 16, "0")}`;
    for (const byte of text) bits += byte.toString(2).padStart(8, "0");
    bits += "0".repeat(Math.min(4, room * 8 - bits.length));
    bits = bits.padEnd(Math.ceil(bits.length / 8) * 8, "0");
    const data = (bits.match(/.{8}/g) || []).map((byte) => parseInt(byte, 2));
    for (let pad = 0xec; data.length < room; pad ^= 0xec ^ 0x11) data.push(pad);
    const short = Math.floor(whole / blocks) - degree;
    const parts = [];
    for (let n = 0, at = 0; n < blocks; n++) {
      const length = short + (n >= blocks - (whole % blocks) ? 1 : 0);
      parts.push(data.slice(at, (at += length)));
    }
    const checks = parts.map((part) => correction(part, degree));
    const result = [];
    for (let n = 0; n <= short; n++) for (const part of parts) if (n < part.length) result.push(part[n]);
    for (let n = 0; n < degree; n++) for (const check of checks) result.push(check[n]);
    return result;
  };

  /** The remainder of a code of Bose, Chaudhuri and Hocquenghem. */
  const remainder = (/** @type {number} */ value, /** @type {number} */ length, /** @type {number} */ polynomial) => {
    let rest = value;
    for (let n = 0; n < length; n++) rest = (rest << 1) ^ ((rest >> (length - 1)) * polynomial);
    return rest;
  };

  /** The modules of a symbol: rows of 1 for dark and 0. @param {number[]} bytes @param {number} version @param {number} mask */
  const symbol = (bytes, version, mask) => {
    const size = version * 4 + 17;
    /** @type {(number | undefined)[][]} */
    const rows = Array.from({ length: size }, () => Array(size));
    const set = (/** @type {number} */ x, /** @type {number} */ y, /** @type {any} */ dark) => (rows[y][x] = dark ? 1 : 0);
    const square = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ reach, /** @type {number} */ light) => {
      for (let dy = -reach; dy <= reach; dy++)
        for (let dx = -reach; dx <= reach; dx++) {
          const distance = Math.max(Math.abs(dx), Math.abs(dy));
          if (rows[y + dy] && x + dx >= 0 && x + dx < size) set(x + dx, y + dy, distance !== 2 && distance !== light);
        }
    };
    for (let n = 0; n < size; n++) set(6, n, n % 2 === 0), set(n, 6, n % 2 === 0);
    for (const [x, y] of [[3, 3], [size - 4, 3], [3, size - 4]]) square(x, y, 4, 4);
    /** @type {number[]} */
    const places = [];
    const count = Math.floor(version / 7) + 2;
    const step = Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
    for (let n = 0; version > 1 && n < count; n++) places.push(n ? size - 7 - (count - 1 - n) * step : 6);
    const last = places.length - 1;
    places.forEach((x, i) =>
      places.forEach((y, j) => {
        // Square rings of reach 2: dark, light at 1, dark centre.
        if (!((i === 0 && j === 0) || (i === 0 && j === last) || (i === last && j === 0)))
          for (let dy = -2; dy <= 2; dy++)
            for (let dx = -2; dx <= 2; dx++) set(x + dx, y + dy, Math.max(Math.abs(dx), Math.abs(dy)) !== 1);
      }),
    );
    const level = 8 | mask; // L is 01
    const format = ((level << 10) | remainder(level, 10, 0x537)) ^ 0x5412;
    for (let n = 0; n < 15; n++) {
      const bit = (format >> n) & 1;
      set(8, n < 6 ? n : n < 8 ? n + 1 : size - 15 + n, bit);
      set(n < 8 ? size - 1 - n : n < 9 ? 7 : 14 - n, 8, bit);
    }
    set(8, size - 8, 1);
    const numbers = (version << 12) | remainder(version, 12, 0x1f25);
    for (let n = 0; version > 6 && n < 18; n++) {
      const [far, near] = [size - 11 + (n % 3), Math.floor(n / 3)];
      set(far, near, (numbers >> n) & 1);
      set(near, far, (numbers >> n) & 1);
    }
    const masks = (/** @type {number} */ x, /** @type {number} */ y) =>
      [
        (x + y) % 2, y % 2, x % 3, (x + y) % 3, (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
        ((x * y) % 2) + ((x * y) % 3), (((x * y) % 2) + ((x * y) % 3)) % 2, (((x + y) % 2) + ((x * y) % 3)) % 2,
      ][mask];
    let at = 0;
    for (let right = size - 1; right >= 1; right -= 2) {
      if (right === 6) right = 5;
      for (let n = 0; n < size; n++) {
        const y = (right + 1) & 2 ? n : size - 1 - n;
        for (const x of [right, right - 1]) {
          if (rows[y][x] !== undefined) continue;
          const bit = ((bytes[at >> 3] || 0) >> (7 - (at & 7))) & 1;
          at++;
          set(x, y, bit ^ (masks(x, y) === 0 ? 1 : 0));
        }
      }
    }
    return /** @type {number[][]} */ (rows);
  };

  /** How badly a symbol reads: long runs and squares of one colour. @param {number[][]} rows */
  const penalty = (rows) => {
    const columns = rows.map((_, x) => rows.map((row) => row[x]));
    const runs = [...rows, ...columns].map((line) => line.join("").match(/0{5,}|1{5,}/g) || []).flat();
    let squares = 0;
    for (let y = 1; y < rows.length; y++)
      for (let x = 1; x < rows.length; x++)
        if (rows[y][x] === rows[y - 1][x] && rows[y][x] === rows[y][x - 1] && rows[y][x] === rows[y - 1][x - 1]) squares++;
    return runs.reduce((sum, run) => sum + run.length - 2, 0) + 3 * squares;
  };

  return (/** @type {string} */ text) => {
    const bytes = new TextEncoder().encode(text);
    const version = CORRECTION.findIndex(
      (degree, n) => n > 0 && bytes.length + (n < 10 ? 2 : 3) <= capacity(n) - degree * BLOCKS[n],
    );
    if (version < 0) return null;
    const data = codewords(bytes, version);
    const symbols = [0, 1, 2, 3, 4, 5, 6, 7].map((mask) => symbol(data, version, mask));
    const scores = symbols.map(penalty);
    const best = symbols[scores.indexOf(Math.min(...scores))];
    let path = "";
    best.forEach((row, y) => row.forEach((dark, x) => dark && (path += `M${x + MARGIN} ${y + MARGIN}h1v1h-1z`)));
    const namespace = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(namespace, "svg");
    const size = best.length + 2 * MARGIN;
    svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
    const drawn = document.createElementNS(namespace, "path");
    drawn.setAttribute("d", path);
    svg.append(drawn);
    return svg;
  };
})();
