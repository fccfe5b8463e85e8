/** The contract of a channel: a way to reach people. A built-in channel does its own input and output through what it is called with. */
export type {
  CallbackAnswer,
  CallbackReading,
  CallbackReport,
  CallbackRequest,
  CallbackResult,
  Channel,
  ChannelCall,
  HttpAnswer,
  HttpRequest,
  HttpSend,
  SendOutcome,
} from '../response/page/notify/channel.ts'
export type { Notification, NotificationAction, NotificationKind } from '../response/page/notify/notification.ts'
