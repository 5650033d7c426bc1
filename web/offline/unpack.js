// Begins lanes-offline.html: takes apart the archive that stands in it, gives each of its files an address, and starts
// the page. From disk, a page and its workers have origins of their own, so what one of them makes an address for
// (blob:) the other may not read; what is an address itself (data:) is for everybody.
(() => {
  /** Returns the files by their paths, and the path of the script to begin with. Throws at what is damaged. */
  const unpack = async () => {
    const { main, list, packed } = JSON.parse(document.getElementById('archive').textContent);
    const response = await fetch(`data:;base64,${packed}`);
    const bytes = await new Response(response.body.pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();
    const files = new Map();
    let at = 0;
    for (const [path, type, length] of list) {
      files.set(path, new Blob([bytes.slice(at, at + length)], { type }));
      at += length;
    }
    return { main, files };
  };

  const asData = (file) =>
    new Promise((resolve) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result);
      reader.readAsDataURL(file);
    });

  const giveAddresses = async (files) => {
    const isScriptOfPage = (path) => path.startsWith('assets/');
    globalThis.lanesFiles = {};
    for (const [path, file] of files) if (!isScriptOfPage(path)) lanesFiles[path] = await asData(file);
    // A worker is told what the page knows, but for the workers, as it starts none.
    const known = new Blob([`self.lanesFiles = ${JSON.stringify(lanesFiles)};\n`]);
    for (const [path, file] of files) {
      if (isScriptOfPage(path)) lanesFiles[path] = URL.createObjectURL(new Blob([known, file], { type: file.type }));
    }
  };

  const explain = (text) => {
    document.getElementById('shell').classList.add('stuck');
    document.getElementById('shell-status').textContent = text;
  };

  // What comes after the archive would not be there where the file was cut off.
  addEventListener('DOMContentLoaded', async () => {
    if (typeof DecompressionStream !== 'function') {
      return explain('This browser is too old for this file: it cannot unpack it.');
    }
    const unpacked = await unpack().catch((error) => console.info(error));
    if (!unpacked) return explain('This file is damaged, a part of it may be missing: it has to be fetched anew.');
    const { main, files } = unpacked;
    await giveAddresses(files);
    await import(URL.createObjectURL(files.get(main)));
  });
})();
