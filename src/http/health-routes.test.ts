import { expect, test } from 'vitest'
import { openDatabase, poolConfig } from '../db/database.ts'
import { healthRoutes } from './health-routes.ts'

test('a database that is away is told to everybody, where it is to nobody', async () => {
  const { db, close } = openDatabase(poolConfig('postgres://secretuser@127.0.0.1:1/secretbase', 'test', 1))
  const ready = healthRoutes({ db, isReady: () => true }).find(({ path }) => path === '/readyz')!
  const { status, body } = await ready.handle({} as never)
  expect([status, body]).toEqual([503, { code: 'store/away', message: 'the database cannot be written' }])
  await close()
})
