import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { asker, firstAdmin, PASSWORD, testDesk } from '../../../test/identity-desk.ts'
import { Secret } from '../secret.ts'
import { signIn } from '../sign-in/actions.ts'
import { forgetOld } from './actions.ts'

test('what is old goes, what still counts stays', async () => {
  const desk = await testDesk()
  await firstAdmin(desk)
  await signIn(desk, asker(), { login: 'ana', password: new Secret('not the password') })
  await signIn(desk, asker(), { login: 'ana', password: new Secret(PASSWORD) })
  await sql`update sessions set created_at = now() - interval '40 days', ended_at = now() - interval '20 days'
    where way = 'link'`.execute(desk.db)
  await sql`insert into login_tries (account, source, at) values ('ana', 'x', now() - interval '1 hour')`.execute(
    desk.db,
  )
  await forgetOld(desk.db, new Date())
  const { rows } = await sql`
    select (select count(*) from sessions) as sessions, (select count(*) from login_tries) as tries,
      (select count(*) from login_sources) as sources`.execute(desk.db)
  expect(rows).toEqual([{ sessions: 1, tries: 1, sources: 1 }])
})
