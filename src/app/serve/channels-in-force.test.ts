import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { testChannel } from '../../../test/test-channel.ts'
import { channelsInForce } from './channels-in-force.ts'

test('a channel is there when the settings name it, with its secrets read each time', () => {
  const folder = mkdtempSync(join(tmpdir(), 'opsbook-channels-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'password'), 'first\n')
  const mail = testChannel('mail', { secretSettings: ['smtp.password', 'token', 'absent'] }).channel
  const written = {
    server: 'https://mail.example:8443/x',
    smtp: { password: `file:${folder}/password` },
    token: 'env:MAIL_TOKEN',
  }
  const inForce = channelsInForce({ mail: written }, { MAIL_TOKEN: 't' }, [mail, testChannel('push').channel])
  expect([...inForce.keys()]).toEqual(['mail'])
  const { settings, origins } = inForce.get('mail')!
  expect(settings()).toEqual({ server: 'https://mail.example:8443/x', smtp: { password: 'first' }, token: 't' })
  writeFileSync(join(folder, 'password'), 'second\n')
  expect(settings()).toMatchObject({ smtp: { password: 'second' } })
  expect([...origins]).toEqual(['https://mail.example:8443'])
})

test('a secret that is not there is named, never shown', () => {
  const push = testChannel('push', { secretSettings: ['token'] }).channel
  const read = (token: string) => channelsInForce({ push: { token } }, {}, [push]).get('push')!.settings
  expect(read('env:PUSH_TOKEN')).toThrow('paging.channels.push.token names PUSH_TOKEN, which is not in the environment')
  expect(read('the secret itself')).toThrow(/^paging.channels.push.token is to be env:NAME or file:PATH$/)
})
