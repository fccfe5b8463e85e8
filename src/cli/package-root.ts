/** The folder of the package itself, wherever in it this code ends up when it is packed. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** @throws when the files around this one are not the package's: that is a broken installation. */
export function packageRoot(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'bin/opsbook'))) return folder
    if (folder === dirname(folder)) throw new Error('the package of opsbook is not complete: package.json is missing')
  }
}
