import { Outlet, useLocation, useRouteError, type RouteObject } from 'react-router'
import { routes as pages, type PageRoute } from '../pages/routes.ts'
import { Broken, Missing, NotAllowed } from './errors.tsx'
import { useSession } from '../session/session.tsx'
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
    children: pages.map(guarded).concat([{ path: '*', Component: Missing }]),
  },
]
