/**
 * Copies packaged programs to where the server's user can reach them and makes the links of their libraries. The package would make
 * them in a script after installing, which many switch off, and in a folder that may be read-only or below root's home.
 */
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, cp, mkdir, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
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
    await cp(packed, making, { recursive: true, dereference: true })
    await makeLinks(making)
    await letOthersRead(making)
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

/** Whatever our umask: the programs are no secret, and another user starts them. */
async function letOthersRead(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await letOthersRead(path)
    else if (entry.isFile()) await chmod(path, ((await stat(path)).mode & 0o100) !== 0 ? 0o755 : 0o644)
  }
}
