/** The two pages somebody meets before there is an account of theirs: setting up the first one, and setting a password by a link. */
import { SHORTEST_PASSWORD } from '../identity/password-rules.ts'
import { LOGIN_PATTERN } from '../identity/user.ts'
import { type Route, route } from '../kit/route.ts'

const STYLE = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{max-width:26rem;margin:8vh auto;padding:0 1.25rem}
h1{font-size:1.4rem}
label{display:block;margin:1rem 0 .25rem}
input{box-sizing:border-box;width:100%;padding:.6rem;font:inherit;border:1px solid #888;border-radius:.4rem}
button{margin-top:1.5rem;width:100%;padding:.7rem;font:inherit;border:0;border-radius:.4rem;background:#1f5fbf;color:#fff}
button:focus-visible,input:focus-visible{outline:3px solid #e8a13a;outline-offset:2px}
p[role=status]{min-height:1.5rem;margin-top:1rem;white-space:pre-line}`

const page = (title: string, fields: string, button: string) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${title} · Opsbook</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/setup.css">
<script src="/setup.js" defer></script>
</head>
<body>
<main>
<h1>${title}</h1>
<form>
${fields}
<label for="password">Password, at least ${SHORTEST_PASSWORD} characters</label>
<input id="password" name="password" type="password" autocomplete="new-password" required minlength="${SHORTEST_PASSWORD}">
<button>${button}</button>
<p role="status" aria-live="polite"></p>
</form>
</main>
</body>
</html>
`

/** Browsers read a pattern with the flag `v`, in which a hyphen in a class has to be escaped. */
const LOGIN_IN_A_BROWSER = LOGIN_PATTERN.source.replace(/^\^|\$$/g, '').replaceAll('-]', '\\-]')

const FIRST_FIELDS = `<label for="login">Login</label>
<input id="login" name="login" autocomplete="username" required pattern="${LOGIN_IN_A_BROWSER}" autocapitalize="none">
<label for="name">Name</label>
<input id="name" name="name" autocomplete="name" required maxlength="100">`

/** The secret stands behind the # of the address: it reaches no log and no Referer, only this script. */
const SCRIPT = `const form = document.querySelector('form')
const status = document.querySelector('[role=status]')
const token = location.hash.slice(1)
history.replaceState(null, '', location.pathname)
if (token === '') status.textContent = 'This page needs the whole link that was given to you.'
form.addEventListener('submit', async (event) => {
  event.preventDefault()
  status.textContent = 'One moment…'
  const fields = Object.fromEntries(new FormData(form))
  const path = location.pathname === '/setup' ? '/api/v1/auth/setup' : '/api/v1/auth/link'
  try {
    const answer = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...fields, token }),
    })
    const body = await answer.json()
    if (answer.ok) {
      form.replaceChildren(status)
      status.textContent = 'Done. You are signed in as ' + body.user.name + '.\\nIn a terminal: opsbook auth login --server ' + location.origin
    } else status.textContent = [body.message, body.hint].filter(Boolean).join('\\n')
  } catch {
    status.textContent = 'The server cannot be reached. Nothing was changed; try again.'
  }
})
`

/** Static text, the same for everybody. */
export const setupPageRoutes = (): Route[] =>
  [
    ['/setup', 'text/html', page('The first administrator', FIRST_FIELDS, 'Make the administrator')] as const,
    ['/set-password', 'text/html', page('Set your password', '', 'Set the password')] as const,
    ['/setup.js', 'text/javascript', SCRIPT] as const,
    ['/setup.css', 'text/css', STYLE] as const,
  ].map(([path, type, body]) =>
    route({
      method: 'GET',
      path,
      summary: 'Page for a one-time link',
      access: {
        kind: 'public',
        why: 'a page without data; the one-time link is the proof and never reaches the server with it',
      },
      handle: async () => ({ status: 200, headers: { 'content-type': `${type}; charset=utf-8` }, body }),
    }),
  )
