import { addressOfForm, maskMiddle, noAddress } from '../../component/channel-address.ts'
import { defineChannel } from '../../component/define-channel.ts'
import { lastingFailure } from '../../component/send-failure.ts'
import { secretLink } from '../../component/web-link.ts'
import { LONGEST_SECTION } from './blocks.ts'
import { readInteraction } from './interaction.ts'
import { postAsBot, postToWebhook } from './post.ts'
import { slackRoomSettings, slackSettings } from './settings.ts'

/** Direct messages of a Slack app's bot to one person. */
export const slackChannel = defineChannel({
  ...{ id: 'slack', title: 'Slack, direct message', addressLabel: 'member ID', reach: 'personal' },
  ...{ canAck: 'button', proof: 'accepted', longestText: 2 * LONGEST_SECTION },
  settingsSchema: slackSettings,
  secretSettings: ['botToken', 'signingSecret'],
  checkAddress: addressOfForm(
    /^[UW][A-Z0-9]{5,20}$/,
    'a member ID is written like U0123456789; Slack shows it in your profile',
  ),
  maskAddress: (address) => maskMiddle(address, 2, 3),
  send: (call, { botToken, url, signingSecret }) =>
    postAsBot(call, call.address, { botToken, url, hasButtons: signingSecret !== undefined }),
  callback: (request, { signingSecret }) => readInteraction(request, signingSecret),
})

/** One room of Slack, by an incoming webhook or as a bot. */
export const slackRoomChannel = defineChannel({
  ...{ id: 'slack-room', title: 'Slack, a room', addressLabel: 'none', reach: 'shared' },
  ...{ canAck: 'link', proof: 'accepted', longestText: 2 * LONGEST_SECTION },
  settingsSchema: slackRoomSettings,
  secretSettings: ['webhookUrl', 'botToken', 'signingSecret'],
  checkAddress: noAddress,
  maskAddress: () => 'the Slack room',
  send: async (call, { webhookUrl, botToken, room, signingSecret, url }) => {
    const hasButtons = signingSecret !== undefined
    if (botToken !== undefined && room !== undefined) return postAsBot(call, room, { botToken, url, hasButtons })
    const address = secretLink(webhookUrl)
    if (address === undefined) return lastingFailure('"webhookUrl" of its settings is no web address')
    return postToWebhook(call, address, hasButtons)
  },
  callback: (request, { signingSecret }) => readInteraction(request, signingSecret),
})
