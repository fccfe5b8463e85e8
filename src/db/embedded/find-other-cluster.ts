/** Data of another major version of PostgreSQL than the one that is to be started. */
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

export type OtherCluster = { kind: 'none' } | { kind: 'older' | 'newer'; major: number }

/**
 * What is there beside a version without data of its own. Folders that are being made or were moved away have longer names than a number, and a
 * number without data is no cluster.
 */
export async function findOtherCluster(clusters: string, major: number): Promise<OtherCluster> {
  const hasData = (each: number) => existsSync(join(clusters, String(each), 'PG_VERSION'))
  if (hasData(major)) return { kind: 'none' }
  const majors = (await readdir(clusters))
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter(hasData)
    .sort((a, b) => b - a)
  const newest = majors[0]
  if (newest === undefined) return { kind: 'none' }
  return { kind: newest > major ? 'newer' : 'older', major: newest }
}
