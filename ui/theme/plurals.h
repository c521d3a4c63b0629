// English with its plurals: tr("%n source(s)", nullptr, n) reads "1 source", "2 sources". The
// translator of another language is installed after it and goes before it.
#pragma once

namespace refocus::ui {

void installPlurals(); // Once; of the application that is there.

} // namespace refocus::ui
