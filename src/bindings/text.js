// How the glue code of the modules decodes text: as it is, character for character. Emscripten's own decoder takes a
// U+FEFF at the beginning of any text that crosses the border (a sample, a token, what follows a NUL) for a mark of
// the encoding, and drops it.
addToLibrary({
  $UTF8Decoder: "new TextDecoder('utf-8', { ignoreBOM: true })",
});
