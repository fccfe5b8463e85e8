/** Makes the folders of an installation with the rights each needs, whatever the umask says. */
import { randomBytes } from 'node:crypto'
import { chmod, chown, mkdir, open, readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { DataFolder } from './data-folder.ts'
import { DatabaseRefusal } from './database-refusal.ts'
import type { ServerUser } from './server-user.ts'

/**
 * As root the outer folder lets the server's user through to its own folders inside, which nobody else can enter. Throws
 * `database/folder` when a folder cannot be made, or when the server's user could not reach it.
 */
export async function prepareFolders(folder: DataFolder, user: ServerUser | undefined): Promise<void> {
  try {
    const made = await mkdir(folder.root, { recursive: true, mode: 0o700 })
    // Folders above it that were missing are ours too, and must let the server's user through.
    const ours = made === undefined ? [folder.root] : pathsDown(made, folder.root)
    for (const path of ours) await chmod(path, user ? 0o711 : 0o700)
    for (const path of [folder.clusters, folder.socket]) {
      await mkdir(path, { recursive: true, mode: 0o700 })
      if (user) await chown(path, user.uid, user.gid)
      await chmod(path, 0o700)
    }
    await mkdir(folder.programs, { recursive: true })
    await chmod(folder.programs, 0o755)
  } catch (error) {
    throw unusable(folder.root, (error as Error).message, error)
  }
  if (user) await assertReachable(folder.root, user)
}

/** The password of the database, made at the first call. */
export async function databasePassword(folder: DataFolder): Promise<string> {
  const fresh = randomBytes(32).toString('base64url')
  try {
    const file = await open(folder.password, 'wx', 0o600)
    await file.writeFile(fresh)
    await file.sync()
    await file.close()
    return fresh
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw unusable(folder.root, (error as Error).message, error)
    return (await readFile(folder.password, 'utf8')).trim()
  }
}

const pathsDown = (from: string, to: string): string[] => (from === to ? [to] : [...pathsDown(from, dirname(to)), to])

/** Each folder above must let the server's user pass. */
async function assertReachable(path: string, user: ServerUser): Promise<void> {
  for (let each = path; ; each = dirname(each)) {
    const { mode, uid, gid } = await stat(each)
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001
    if ((mode & bit) === 0)
      throw unusable(path, `the user ${user.name}, who runs the database, may not pass through ${each}`)
    if (each === dirname(each)) return
  }
}

const unusable = (path: string, reason: string, cause?: unknown) =>
  new DatabaseRefusal(
    {
      code: 'database/folder',
      message: `the folder ${path} cannot hold the database: ${reason}`,
      hint: 'Choose another one with OPSBOOK_DATA or --data, or mend its permissions',
    },
    cause,
  )
