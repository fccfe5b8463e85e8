import { expect, test } from 'vitest'
import { rankChannels } from './rank-channels.ts'

test('buttons before typing before links, proof before none', () =>
  expect(
    rankChannels([
      { id: 'email', canAck: 'link', proof: 'accepted' },
      { id: 'voice', canAck: 'reply', proof: 'answered' },
      { id: 'sms', canAck: 'reply', proof: 'delivered' },
      { id: 'ntfy', canAck: 'button', proof: 'accepted' },
      { id: 'web-push', canAck: 'button', proof: 'delivered' },
    ]),
  ).toEqual(['web-push', 'ntfy', 'sms', 'voice', 'email']))
