import { Outlet, useLocation, useRouteError, type RouteObject } from 'react-router'
import { routes as people } from '../pages/people/routes.ts'
import { routes as work } from '../pages/work/routes.ts'
import { Broken, Missing, NotAllowed } from './errors.tsx'
import type { PageRoute } from './route.ts'
import { useSession } from './session.tsx'
import { Shell } from './Shell.tsx'



/** guarded lets nobody in who would only be refused by the server. */
function guarded({ path, page, may }: PageRoute): RouteObject {
  const Guard = () => {
    const session = useSession()
    if (may && !session.may(...may)) return <NotAllowed />
    return <Outlet />
  }
  return { path, Component: Guard, errorElement: <RouteBroken />, children: [{ index: true, lazy: page }] }
}

function RouteBroken() {
  const error = useRouteError()
  const { pathname } = useLocation()
  return <Broken key={pathname} error={error} />
}

export const routes: RouteObject[] = [
  {
    path: '/',
    Component: Shell,
    HydrateFallback: () => null,
    children: [...people, ...work].map(guarded).concat([{ path: '*', Component: Missing }]),
  },
]
