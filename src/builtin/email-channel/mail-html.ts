import type { Notification } from '../../component/channel.ts'
import { escapeMarkup } from '../../component/escape-markup.ts'
import type { MessageParts } from '../../component/message-parts.ts'
import { MAIL_STYLE } from './mail-style.ts'

/**
 * The mail as a page, what acts above what explains: one column, tables because mail programs need them, no picture, no font and no script from anywhere. Colours follow the reader's
 * light or dark; a program that knows neither shows the light ones, which are written on each element.
 */
export function mailHtml(parts: MessageParts, notification: Notification): string {
  const { headline, title, since, lines, code, url } = parts
  const tone = toneOf(notification)
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
<title>${escapeMarkup(title)}</title><style>${MAIL_STYLE}</style></head>
<body class="page" style="margin:0;padding:0;background:#f3f4f6">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style="background:#f3f4f6"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" style="max-width:600px;background:#ffffff;border-radius:10px;border-top:6px solid ${tone.band}">
<tr><td class="pad" style="padding:24px 28px 28px;${FONT}">
<p class="${tone.name}" style="margin:0 0 6px;font-size:14px;line-height:20px;font-weight:700;color:${tone.text}">${escapeMarkup(headline)}</p>
<h1 class="ink" style="margin:0;font-size:22px;line-height:30px;font-weight:700;color:#111827;overflow-wrap:anywhere">${escapeMarkup(title)}</h1>
${since === undefined ? '' : paragraph(since, 'soft', 'margin:6px 0 0;font-size:14px;color:#4b5563')}
${code === undefined ? '' : codeBox(code)}
${button(parts, notification)}
${lines.map((line) => paragraph(line, 'ink', 'margin:12px 0 0;font-size:16px;color:#1f2937')).join('\n')}
${suggestionBox(parts)}
</td></tr></table>
<p class="soft" style="margin:16px 0 0;max-width:600px;font-size:12px;line-height:18px;color:#4b5563;${FONT}">${url === undefined ? 'Sent by Opsbook.' : 'Sent by Opsbook to you alone: the link in it acts in your name.'} Answers to this mail are not read.</p>
</td></tr></table></body></html>
`
}

const FONT = "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"

const TONES = {
  urgent: { name: 'urgent', band: '#c81e1e', text: '#b91c1c' },
  calm: { name: 'calm', band: '#1d4ed8', text: '#1d4ed8' },
} as const

const toneOf = ({ isUrgent, kind }: Notification) => (isUrgent && kind !== 'update' ? TONES.urgent : TONES.calm)

const paragraph = (text: string, kind: string, style: string) =>
  `<p class="${kind}" style="${style};line-height:1.5;overflow-wrap:anywhere">${escapeMarkup(text)}</p>`

const codeBox = (code: string) =>
  `<p class="box ink" style="margin:16px 0 0;padding:14px 16px;background:#eef2f7;border-radius:8px;font-size:28px;line-height:36px;letter-spacing:4px;font-weight:700;color:#111827;font-family:Consolas,Menlo,monospace">${escapeMarkup(code)}</p>`

function suggestionBox({ suggestion }: MessageParts): string {
  if (suggestion === undefined) return ''
  const { title, why, url } = suggestion
  const shown =
    url === undefined
      ? escapeMarkup(title)
      : `<a class="link" href="${escapeMarkup(url)}" style="color:#1d4ed8">${escapeMarkup(title)}</a>`
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:18px 0 0"><tr><td class="box" style="padding:14px 16px;background:#eef2f7;border-radius:8px;overflow-wrap:anywhere">
<p class="soft" style="margin:0;font-size:13px;line-height:18px;color:#4b5563">Suggested</p>
<p class="ink" style="margin:2px 0 0;font-size:16px;line-height:24px;font-weight:600;color:#111827">${shown}</p>
${why === '' ? '' : `<p class="soft" style="margin:2px 0 0;font-size:14px;line-height:20px;color:#4b5563">${escapeMarkup(why)}</p>`}
</td></tr></table>`
}

/** What the one link is for. */
export function openLabel({ actions }: Notification): string {
  if (actions.some(({ act }) => act === 'acknowledge')) return 'Open to acknowledge'
  return actions.some(({ act }) => act === 'confirm') ? 'Open to confirm' : 'Open'
}

/** One link to the page where people act: what scanners of mail open must not act, so no button of a mail does. */
function button({ url }: MessageParts, notification: Notification): string {
  if (url === undefined) return ''
  const back = toneOf(notification).band
  return `<table role="presentation" cellpadding="0" cellspacing="0" style="margin:20px 0 0"><tr><td style="border-radius:8px;background:${back}"><a href="${escapeMarkup(url)}" style="display:inline-block;padding:14px 26px;font-size:16px;line-height:20px;font-weight:700;color:#ffffff;text-decoration:none;border-radius:8px">${openLabel(notification)}</a></td></tr></table>
<p class="soft" style="margin:8px 0 20px;font-size:13px;line-height:18px;color:#4b5563">Opening it changes nothing yet.</p>`
}
