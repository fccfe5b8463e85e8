import { addressOfForm, maskMiddle, noAddress } from '../../component/channel-address.ts'
import { defineChannel } from '../../component/define-channel.ts'
import { lastingFailure } from '../../component/send-failure.ts'
import { secretLink } from '../../component/web-link.ts'
import { LONGEST_CONTENT } from './compose.ts'
import { readInteraction } from './interaction.ts'
import { openDirectMessages, postAsBot, postToWebhook } from './post.ts'
import { discordRoomSettings, discordSettings } from './settings.ts'

/** Direct messages of a bot to one person, who shares a server with it. */
export const discordChannel = defineChannel({
  ...{ id: 'discord', title: 'Discord, direct message', addressLabel: 'user ID', reach: 'personal' },
  ...{ canAck: 'button', proof: 'accepted', longestText: LONGEST_CONTENT },
  settingsSchema: discordSettings,
  secretSettings: ['botToken'],
  checkAddress: addressOfForm(/^\d{17,20}$/, 'a user ID has 17 to 20 digits; Discord copies it in developer mode'),
  maskAddress: (address) => maskMiddle(address, 2, 3),
  send: async (call, { botToken, url, publicKey }) => {
    const bot = { botToken, url, hasButtons: publicKey !== undefined }
    const room = await openDirectMessages(call, bot)
    return typeof room === 'string' ? postAsBot(call, room, bot) : room
  },
  callback: (request, { publicKey }) => readInteraction(request, publicKey),
})

/** One room of Discord, by a webhook or as a bot. */
export const discordRoomChannel = defineChannel({
  ...{ id: 'discord-room', title: 'Discord, a room', addressLabel: 'none', reach: 'shared' },
  ...{ canAck: 'link', proof: 'accepted', longestText: LONGEST_CONTENT },
  settingsSchema: discordRoomSettings,
  secretSettings: ['webhookUrl', 'botToken'],
  checkAddress: noAddress,
  maskAddress: () => 'the Discord room',
  send: async (call, { webhookUrl, botToken, room, publicKey, url }) => {
    if (botToken !== undefined && room !== undefined)
      return postAsBot(call, room, { botToken, url, hasButtons: publicKey !== undefined })
    const address = secretLink(webhookUrl)
    if (address === undefined) return lastingFailure('"webhookUrl" of its settings is no web address')
    return postToWebhook(call, address)
  },
  callback: (request, { publicKey }) => readInteraction(request, publicKey),
})
