/** Notes which pages were tested, for `opsbook check` and for whoever asks whether a page still holds. */
import { execFileSync } from 'node:child_process'
import { lstat, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { release, type } from 'node:os'
import { basename, dirname, relative, resolve, sep } from 'node:path'
import { headCommit } from '../runbook/book/commit/actions.ts'
import { type Evidence, readEvidence, writeEvidence } from '../runbook/book/evidence-file.ts'
import { contentFingerprint } from '../runbook/book/findings/fingerprint.ts'
import { joinRoot } from '../runbook/report/check-report.ts'
import { countTests, type TestedPage } from '../runbook/run/test/tested.ts'
import type { Call } from './command.ts'
import { EXIT } from './exit-code.ts'
import { Failure } from './failure.ts'
import type { FoundPage } from './test-book.ts'

/** Pages that were not tested keep what the file already says of them. */
export async function writeEvidenceFile(
  call: Call<object>,
  file: string,
  pages: readonly { tested: TestedPage; found: FoundPage }[],
): Promise<void> {
  const path = resolve(call.cwd, file)
  const base = basename(dirname(path)) === '.opsbook' ? dirname(dirname(path)) : dirname(path)
  const known = new Map(await evidenceThere(path, file))
  const environment = { os: `${type()} ${release()}`, node: process.version, ...bashVersion(), opsbook: call.version }
  for (const { tested, found } of pages) {
    const entry = evidenceOf(tested, found, { environment, date: call.now.toISOString(), cwd: call.cwd })
    const { page, repository } = found
    const name = relative(base, resolve(call.cwd, joinRoot(repository.root, page.file)))
      .split(sep)
      .join('/')
    if (entry) known.set(name, entry)
  }
  await mkdir(dirname(path), { recursive: true })
  const beside = `${path}.${process.pid}.tmp`
  await writeFile(beside, writeEvidence(known))
  await rename(beside, path)
}

async function evidenceThere(path: string, shown: string): Promise<ReadonlyMap<string, Evidence>> {
  const stats = await lstat(path).catch(() => undefined)
  if (!stats) return new Map()
  const known = stats.isFile() ? readEvidence(await readFile(path, 'utf8')) : undefined
  if (known) return known
  throw new Failure({
    code: 'test/evidence-unwritable',
    message: `${shown} is not overwritten: it holds something else`,
    hint: 'Name another file: --write-evidence .opsbook/verified.json',
    exit: EXIT.failed,
  })
}

/** Nothing where no step was really carried out: then nothing was found out about the page. */
function evidenceOf(
  tested: TestedPage,
  { page, repository }: FoundPage,
  { environment, date, cwd }: { environment: Evidence['environment']; date: string; cwd: string },
): Evidence | undefined {
  const { steps, expectations, procedures } = countTests([tested])
  if (steps.passed + procedures.failed === 0) return undefined
  return {
    ...{ date, commit: headCommit(resolve(cwd, repository.root)) ?? 'no-commit' },
    ...{ contentHash: contentFingerprint(page.document.text), environment },
    ...{ passed: steps.passed, failed: procedures.failed },
    ...{ unverified: expectations.unverified, standIns: steps['stood-in'] },
  }
}

function bashVersion(): { bash?: string } {
  try {
    const text = execFileSync('bash', ['--version'], {
      encoding: 'utf8',
      timeout: 5000,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const version = /version (\S+)/.exec(text)?.[1]
    return version === undefined ? {} : { bash: version }
  } catch {
    return {}
  }
}
