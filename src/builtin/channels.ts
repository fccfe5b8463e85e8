import type { Channel } from '../component/channel.ts'
import { discordChannel, discordRoomChannel } from './discord-channel/channel.ts'
import { emailChannel } from './email-channel/channel.ts'
import { ntfyChannel } from './ntfy-channel/channel.ts'
import { slackChannel, slackRoomChannel } from './slack-channel/channel.ts'
import { teamsChannel } from './teams-channel/channel.ts'
import { telegramChannel } from './telegram-channel/channel.ts'
import { twilioSmsChannel, twilioVoiceChannel } from './twilio-channel/channel.ts'
import { webPushChannel } from './web-push-channel/channel.ts'
import { webhookChannel } from './webhook-channel/channel.ts'

/** The ways to reach people that the settings can name. */
export const CHANNELS: readonly Channel[] = [
  emailChannel,
  ntfyChannel,
  webPushChannel,
  twilioSmsChannel,
  twilioVoiceChannel,
  slackChannel,
  slackRoomChannel,
  teamsChannel,
  discordChannel,
  discordRoomChannel,
  telegramChannel,
  webhookChannel,
]
