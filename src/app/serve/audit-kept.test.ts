import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { testDatabase } from '../../../test/test-database.ts'
import { note, readAnchorFile } from '../../audit/actions.ts'
import { auditKept } from './audit-kept.ts'

test('the end of the audit is kept now and then; when it is another audit, that is told until it is right again', async () => {
  const { db } = await testDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'opsbook-anchors-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'anchors')
  let minute = 0
  const part = auditKept(db, path, () => new Date(Date.UTC(2030, 0, 1, 0, minute)))
  const done = (n: number) => note(db, { id: 'user_ana', name: 'Ana' }, 'team.created', `team_${n}`, {})
  const kept = async () => (await readAnchorFile(path)).anchors.map(({ seq }) => seq)
  await done(1)
  expect(await part.look()).toEqual([])
  await done(2)
  minute = 4
  await part.look()
  expect(await kept()).toEqual([1])
  minute = 5
  await part.look()
  expect(await kept()).toEqual([1, 2])
  await sql`alter table audit disable trigger audit_is_append_only`.execute(db)
  await sql`delete from audit where seq = 2`.execute(db)
  minute = 10
  expect(await part.look()).toEqual([expect.stringContaining('entry 2 is not what was kept')])
  await done(3)
  expect(await part.look(), 'something else in its place').toEqual([expect.stringContaining('entry 2')])
  expect(await kept()).toEqual([1, 2])
})
