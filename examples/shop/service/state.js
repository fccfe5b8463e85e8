/** The shop's state: plain files below one folder, so that an operator can look at them and mend them by hand. */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const data = process.env.SHOP_DATA ?? fileURLToPath(new URL('../var', import.meta.url))
export const path = (...parts) => join(data, ...parts)

/** Counted against the quota. Backups are not: they stand for a volume of their own. */
const COUNTED = ['config', 'dead', 'log', 'orders', 'queue']
for (const name of [...COUNTED, 'backups', 'fault', 'run', 'tmp']) mkdirSync(path(name), { recursive: true })

export const list = (folder) =>
  readdirSync(path(folder))
    .filter((name) => !name.startsWith('.'))
    .sort()

export const readJson = (...parts) => JSON.parse(readFileSync(path(...parts), 'utf8'))

/** Whole or not at all: a reader never sees half a file. */
export function writeJson(value, ...parts) {
  const draft = path('tmp', parts.join('-'))
  writeFileSync(draft, `${JSON.stringify(value)}\n`)
  renameSync(draft, path(...parts))
}

/** A number that an operator or a fault keeps in a file of its own. */
export function readNumber(file, otherwise) {
  try {
    return Number(readFileSync(path(file), 'utf8'))
  } catch {
    return otherwise
  }
}

/** Undefined where the file has gone: the other process may take a message away at any moment. */
export function stat(...parts) {
  return statSync(path(...parts), { throwIfNoEntry: false })
}

const sizeOf = (folder) =>
  list(folder).reduce((sum, name) => {
    const found = stat(folder, name)
    return sum + (found?.isDirectory() ? sizeOf(join(folder, name)) : (found?.size ?? 0))
  }, 0)

/** How full the data folder is, measured against the file `quota-kb`. */
export function storageUsedPercent() {
  const used = COUNTED.reduce((sum, folder) => sum + sizeOf(folder), 0)
  return (100 * used) / (readNumber('quota-kb', 2048) * 1024)
}

export function log(text) {
  console.log(`${new Date().toISOString()} ${text}`)
}

/** Writes the pid file once the server listens; removes it and answers what is under way and leaves with 0 on SIGTERM or SIGINT. */
export function runUntilStopped({ name, server, port, onStop }) {
  const pidFile = path('run', `${name}.pid`)
  server.on('error', (error) => {
    log(`${name}: ${error.message}`)
    process.exit(1)
  })
  server.listen(port, '127.0.0.1', () => {
    writeFileSync(pidFile, `${process.pid}\n`)
    log(`${name}: listening on ${port}`)
  })
  const stop = async () => {
    await Promise.all([new Promise((closed) => server.close(closed)), onStop?.()])
    rmSync(pidFile, { force: true })
    log(`${name}: stopped`)
    process.exit(0)
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}
