/**
 * A closed scope on the wire, as `docs/protocols/closed-scopes.md` tells. All bytes are hexadecimal. The seeds of admin and
 * member are 32 bytes of 1 and of 2; one nonce serves all rows, which nobody else may do.
 */
export const CLOSED_SCOPE = {
  admin: '8a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c',
  member: '8139770ea87d175f56a35466c34c7ecccb8d8a91b4ee37a25df60f5b8fc9b394',
  secret: '4181d7302557342bdb6d061c4b1eebea828ecb625c3368b7111680793307220b',
  scope: '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f',
  key: '404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f',
  nonce: '808182838485868788898a8b8c8d8e8f9091929394959697',
  topicTag: '2fc3e1f4bb6175f8f5b3073fcff58e814254bfdc5e6de60a9ab08a3871a7514a',
  topic: '/factmesh/gossip/1.0.0/f7b6d5f3mf27r5nta47475moqfbfjp64lzw6mcu2wcfdq4nhkffa',
  message: '68656c6c6f'
} as const

/** The key boxed by the admin for the member, and the message sealed under it, by the number of the key. */
export const SEALED: ReadonlyArray<{ number: number, box: string, payload: string }> = [
  {
    number: 1,
    box: '808182838485868788898a8b8c8d8e8f9091929394959697f65c4b46c7fcb552c17f0b4e57aeaddd92b2e491d972b1a6a6eeba944512c5' +
      '4d534d2589a5b7ac0d04f0b946824ddb11',
    payload: '83015818808182838485868788898a8b8c8d8e8f909192939495969755da4283749d4bec8e615cc322198b46796a9be7a682'
  },
  {
    number: 4_294_967_295,
    box: '808182838485868788898a8b8c8d8e8f9091929394959697b1ee4c207425d0beb6a43560a75380809f489728617c2e02800cd076b73a8c' +
      '2e61907d73adbd1fb9896b4119bd2c4bf5',
    payload: '831affffffff5818808182838485868788898a8b8c8d8e8f909192939495969755da4283749dd4907adeb227f9fe4a1df626b3f1233a'
  }
]

/** A ticket of a closed scope, in the form that `src/network/discovery/scope-ticket.ts` tells. */
export const SCOPE_TICKETS: ReadonlyArray<{ text: string, net: string, scope: string, genesis: string, addresses: string[] }> = [
  {
    text: 'fms1qrsg2yljnzmcatndhc73gjbhzj6if7p6h43hnkmeuyjmenuz72skgosumlmwwqhjleawlbcyrwgqczdnmfuw4wbajwrtrp5teqt4u7ec7x' +
      '7d6ntwvgckmewcg2m75jfdhjkgfwlliduqawbabxunc3nksoy566batrzyd2gvzn7qtdtrxaveckkkgodl4n72pzjequwvhco37q7uyqa7naq3' +
      'aaaadg3w3kuaaaeaafmcbx3xj2dsveuzfcdjrgtb3nsw7eqjdpe4ddogi56sdurgwsp53i5aufsgcy3uop2vqqgn4whmoljirxlsqgkk5ypgmy' +
      '6ozqulslkqmgxbvhugl7zfch7rflepecnbavpk6rdfrmmcpgrxrspi4hgmuic7zcaizottllv7lbpqsuahowcc3gt5rwxmgocye6z6cdjgqfmh' +
      '7bqbnv2xgzlshjygk4ttn5xc2mdqmzqwg5dnmvzwqothmvxgk43jooaqm6cvon2gsz3nmvwtulzpnm2tc4l2ne2xk4lvgvsgy5tkgjrgc6doof' +
      'xgizlqmvrdqntdmjvtg3thg5xdg2jugz2xu6lypj4xc2rspbvg63t2nrwg45rqoy4c6ylhmvxhil3tmnzgsytfdiaa6qsaqfmdcbgaaabaabqp' +
      'ucsqgjqaeqeaceraqombw56dksfnasjq7burylsbcqus2f44qot2lblgjqzj4kqjbvsq',
    net: 'main',
    scope: '4da338bfb32427ca7c82fdfe3f3676a984a612c23699fea4a33a5462d96b40e9',
    genesis: '84588d8d01646d61696e58204da338bfb32427ca7c82fdfe3f3676a984a612c23699fea4a33a5462d96b40e90058200de8d16daa93b1df' +
      '78209c7381e8d5cb7f098e71b82a41294a3386be37fa7e524852d5389dbfc3f4c401f6821b0000019b76daa8000080015820df774e872a' +
      '92992886989a61db656f92091bc9c18dc6477d21d226b49fdda3a0a16461637473f55840cde58ec72d288dd728194aee1e6663cecc28b9' +
      '2d5061ae1a9e865ff2511ff12ac8f209a1055eaf44658b18279a378c9e8e1ccca205fc8808cba735aebf585f09500775842d9a7d8daec3' +
      '385827b3e10d2681587f86016d757365723a706572736f6e2d3070666163746d6573683a67656e6573697381067855737469676d656d3a' +
      '2f2f6b3531717a693575717535646c766a326261786e716e6465706562383663626b336e67376e33693436757a79787a79716a32786a6f' +
      '6e7a6c6c6e763076382f6167656e742f7363726962651a000f4240',
    addresses: ['/ip4/192.0.2.0/tcp/4000/p2p/12D3KooWJg46rJphQqJi7b1kKKrrbW2rdqQu3YPqMm3kBAnyH7F2']
  }
]
