// A command that reads a whole book lives for a second or two: optimising its code at leisure on other threads costs more
// than it brings. A shorter one gains nothing by compiling what it runs once. `npm run bench` shows the difference; the
// reasons are in docs/decisions/0006-start-up-and-speed.md.
import { setFlagsFromString } from 'node:v8'

export function setBookFlags() {
  setFlagsFromString('--always-sparkplug')
  setFlagsFromString('--interrupt-budget=600000')
}
