// Loads the packed pieces of the program, which scripts/bundle.js writes, with the code that V8 made of them at build time. The
// tag in the name of its folder stands for the version of V8, its flags and the processor: where there is no folder for
// this process, Node loads the pieces itself, and keeps the code it makes of them where it can (from Node 22).
import { existsSync, readFileSync } from 'node:fs'
import module, { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cachedDataVersionTag } from 'node:v8'
import { Script } from 'node:vm'

const pieces = fileURLToPath(new URL('../dist/cli/pieces/', import.meta.url))
const codes = join(pieces, `code-${cachedDataVersionTag()}`)
const require = createRequire(import.meta.url)
const loaded = new Map()

/** What a piece exports. `withCode` loads it in our own way where there is no code yet, to make some: see `codeOfPieces`. */
export function loadPiece(name, { withCode = existsSync(codes) } = {}) {
  if (withCode) return evaluate(name)
  module.enableCompileCache?.()
  return require(join(pieces, name))
}

/** The code of all pieces that were loaded so far, with that of the functions that were called, and where it belongs. */
export function codeOfPieces() {
  return [...loaded].map(([name, { script }]) => ({ folder: codes, name, code: script.createCachedData() }))
}

function evaluate(name) {
  const known = loaded.get(name)
  if (known) return known.module.exports
  const filename = join(pieces, name)
  const source = readFileSync(filename, 'utf8')
  const cachedData = codeOf(name)
  const script = new Script(`(function (exports, require, module, __filename, __dirname) {${source}\n})`, {
    ...{ filename, cachedData },
  })
  const own = { exports: {} }
  loaded.set(name, { module: own, script })
  const load = (wanted) => (wanted.startsWith('./') ? evaluate(wanted.slice(2)) : require(wanted))
  script.runInThisContext()(own.exports, load, own, filename, pieces)
  return own.exports
}

function codeOf(name) {
  try {
    return readFileSync(join(codes, `${name}.code`))
  } catch {
    return undefined
  }
}
