/**
 * The components of a libp2p service with one of them replaced. libp2p hands its components out by name, so what it hands
 * out cannot be copied.
 */
export function withComponent<T extends object, K extends keyof T> (components: T, name: K, replacement: T[K]): T {
  return new Proxy(components, {
    get: (target, key) => key === name ? replacement : Reflect.get(target, key)
  })
}
