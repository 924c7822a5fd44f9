/** Tickets and what stands in them, in the form that `src/network/discovery/ticket.ts` tells. */
export const TICKETS: ReadonlyArray<{ text: string, net: string, addresses: string[] }> = [
  {
    text: 'fm1qjtwk6dbnvygyzmblayqjqaaaidqmewbuubsmabebaareihiqhtiwuiu2t7r36orj6eobxxbkt3j6yj5z7tujulhvsg2ergzsq',
    net: 'example',
    addresses: ['/ip4/192.0.2.7/tcp/4801/p2p/12D3KooWRTye3DmJXWPDFn7rm2gtAGCHVRRkPU3fYA6gNeKCVJ1Z']
  },
  {
    text: 'fm1qjsg2yljn2bfqmieyaaaebygcla2kazgaasaqaiseduidzulkeknj7y57hiu7cha33qvj5u7me647z2e2ft2zdncitmziwcagyig433emuxgk6dbnvygyzjon5zgobqbxppahjideyacicabciqorapgrnirjvh7dx45ct4i4dpocvhwt5qt3t7hitiwplenujcntfa',
    net: 'main',
    addresses: [
      '/ip4/192.0.2.7/tcp/4801/p2p/12D3KooWRTye3DmJXWPDFn7rm2gtAGCHVRRkPU3fYA6gNeKCVJ1Z',
      '/dns4/node.example.org/tcp/443/wss/p2p/12D3KooWRTye3DmJXWPDFn7rm2gtAGCHVRRkPU3fYA6gNeKCVJ1Z'
    ]
  }
]
