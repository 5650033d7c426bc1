// Begins lanes-offline.html: takes apart the archive that stands in it, gives each of its files an address, and starts
// the page. From disk, a page and its workers have origins of their own, so what one of them makes an address for
// (blob:) the other may not read; what is an address itself (data:) is for everybody.
(async () => {
  if (typeof DecompressionStream !== 'function') {
    document.getElementById('shell').classList.add('stuck');
    document.getElementById('shell-status').textContent = 'This browser is too old for this file: it cannot unpack it.';
    return;
  }
  const { list, main, packed } = JSON.parse(document.getElementById('archive').textContent);
  const response = await fetch(`data:;base64,${packed}`);
  const bytes = await new Response(response.body.pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();

  const files = new Map();
  let at = 0;
  for (const [path, type, length] of list) {
    files.set(path, new Blob([bytes.slice(at, at + length)], { type }));
    at += length;
  }

  const asData = (file) =>
    new Promise((resolve) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result);
      reader.readAsDataURL(file);
    });
  const isScriptOfPage = (path) => path.startsWith('assets/');
  globalThis.lanesFiles = {};
  for (const [path, file] of files) if (!isScriptOfPage(path)) lanesFiles[path] = await asData(file);
  // A worker is told what the page knows, but for the workers, as it starts none.
  const known = new Blob([`self.lanesFiles = ${JSON.stringify(lanesFiles)};\n`]);
  for (const [path, file] of files) {
    if (isScriptOfPage(path)) lanesFiles[path] = URL.createObjectURL(new Blob([known, file], { type: file.type }));
  }
  await import(URL.createObjectURL(files.get(main)));
})();
