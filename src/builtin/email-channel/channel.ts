import { defineChannel } from '../../component/define-channel.ts'
import { composeMail, LONGEST_MAIL } from './compose-mail.ts'
import { maskEmailAddress, readEmailAddress } from './email-address.ts'
import { emailSettings } from './settings.ts'
import { smtpFailure } from './smtp-failure.ts'

/** The library is read when the first mail is sent: whoever only reads settings has no use for it. */
let pools: Promise<typeof import('./mail-pools.ts')> | undefined
const openPools = () => {
  pools ??= import('./mail-pools.ts')
  return pools
}

/** E-mail over SMTP (RFC 5321, message format RFC 5322). A server that takes a mail says nothing about whether anybody reads it. */
export const emailChannel = defineChannel({
  ...{ id: 'email', title: 'E-mail', addressLabel: 'e-mail address', reach: 'personal' },
  ...{ canAck: 'link', proof: 'accepted', longestText: LONGEST_MAIL },
  settingsSchema: emailSettings,
  secretSettings: ['smtp.password', 'smtp.ca'],
  checkAddress: (text) => {
    const address = readEmailAddress(text)
    return address === undefined
      ? { ok: false, why: 'an e-mail address is written like ana@example.org' }
      : { ok: true, address }
  },
  maskAddress: maskEmailAddress,
  send: async ({ notification, address, signal, beforeHandOver }, settings) => {
    try {
      const mail = composeMail(notification, address, settings)
      const wish = { ...mail, signal, ...(beforeHandOver && { beforeHandOver }) }
      const { mailPool } = await openPools()
      const { messageId } = await mailPool(settings, notification.isUrgent).sendMail(wish)
      return { state: 'accepted', providerRef: messageId }
    } catch (error) {
      return smtpFailure(error)
    }
  },
  close: () => void pools?.then(({ closeMailPools }) => closeMailPools()),
})
