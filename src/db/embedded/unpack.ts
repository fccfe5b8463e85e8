/**
 * Copies packaged programs to where the server's user can reach them and makes the links of their libraries. The package would make
 * them in a script after installing, which many switch off, and in a folder that may be read-only or below root's home.
 */
import { randomBytes } from 'node:crypto'
import { chmodSync, constants, copyFileSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { mkdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'

/**
 * Makes the packed programs ready in the folder `target` and answers with it. Done once: two processes at once are safe, the first rename
 * wins, and a kill in the middle leaves only a folder whose name begins with a dot.
 */
export async function unpackPrograms(packed: string, target: string): Promise<string> {
  if (existsSync(target)) return target
  await mkdir(dirname(target), { recursive: true, mode: 0o755 })
  const making = join(dirname(target), `.${randomBytes(6).toString('hex')}`)
  try {
    copyFolder(packed, making)
    await makeLinks(making)
    await rename(making, target)
  } catch (error) {
    await rm(making, { recursive: true, force: true })
    if (!existsSync(target)) throw error
  }
  return target
}

async function makeLinks(folder: string): Promise<void> {
  const listed = await readFile(join(folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of JSON.parse(listed) as { source: string; target: string }[]) {
    const [from, link] = [source, target].map((path) => join(folder, path.replace(/^native\//, '')))
    if (existsSync(link!) || !existsSync(from!)) continue
    await mkdir(dirname(link!), { recursive: true })
    await symlink(relative(dirname(link!), from!), link!)
  }
}

/**
 * Copies a folder and what its links lead to. Whatever our umask: the programs are no secret, and another user starts them. One file after the
 * other and at once: there are a thousand small ones, nothing else is to be done yet, and waiting for each costs more than the copy.
 */
function copyFolder(from: string, to: string): void {
  mkdirSync(to)
  chmodSync(to, 0o755)
  for (const name of readdirSync(from)) {
    const [source, copy] = [join(from, name), join(to, name)]
    const found = statSync(source)
    if (found.isDirectory()) copyFolder(source, copy)
    else if (found.isFile()) {
      copyFileSync(source, copy, constants.COPYFILE_FICLONE)
      chmodSync(copy, (found.mode & 0o100) !== 0 ? 0o755 : 0o644)
    }
  }
}
