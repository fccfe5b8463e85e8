/** Everything under `/api/v1` that is about who somebody is. */
import type { Route } from '../kit/route.ts'
import type { IdentityRouteDesk } from './answer.ts'
import { type OidcSettings, oidcProvider } from './oidc/actions.ts'
import { oidcRoutes } from './oidc/routes.ts'
import { tokenRoutes } from './own/routes.ts'
import { signInRoutes } from './sign-in/routes.ts'
import { teamRoutes } from './team/routes.ts'
import { userRoutes } from './user/routes.ts'

/** `oidc` names the provider as people know it. */
export const identityRoutes = (
  desk: IdentityRouteDesk,
  oidc?: { readonly name: string; readonly settings: OidcSettings },
): Route[] => [
  ...signInRoutes(desk, oidc?.name),
  ...tokenRoutes(desk),
  ...userRoutes(desk),
  ...teamRoutes(desk),
  ...(oidc ? oidcRoutes({ ...desk, settings: oidc.settings, provider: oidcProvider(oidc.settings) }) : []),
]
