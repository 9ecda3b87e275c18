// The few things of a browser that the app reads when it is loaded.
const box = () => {
  const map = new Map<string, string>()
  return {
    getItem: (k: string) => map.get(k) ?? null,
    setItem: (k: string, v: string) => void map.set(k, v),
    removeItem: (k: string) => void map.delete(k),
  }
}
Object.assign(globalThis, { localStorage: box(), sessionStorage: box() })
