/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The messages between the parent and a worker: one GVariant a datagram, validated before anybody
 * believes it. Pure functions on bytes; any thread.
 *
 * DESIGN. A datagram is a GVariant of type (yv): the kind, and the kind's body. Decoding checks the
 * length (64 KiB), normal form, the outer type, that the kind is known and allowed in this
 * direction, the body's type, the number of file descriptors, and then every number's range; only
 * then does the receiver see it. There are no length or count fields of our own. */
#pragma once

#include <gio/gio.h>
#include "amb-pixels.h"
#include "amb-rect.h"

G_BEGIN_DECLS

#define AMB_MESSAGE_MAX_BYTES (64 * 1024)
#define AMB_MESSAGE_MAX_FDS 4
#define AMB_MAX_THUMBNAIL_EDGE 4096 /* pixels */
#define AMB_RING_SIZE 3
#define AMB_CONTENTS_KEPT 4
#define AMB_WORKER_SOCKET_FD 3

/* A worker's exit status; 0 when the parent closed the socket, or the job of a batch worker. A
 * worker that cannot come to READY first says why by FAILED for job 0. */
#define AMB_WORKER_EXIT_USAGE 64 /* no class, or no socket at descriptor 3 */
#define AMB_WORKER_EXIT_SANDBOX                                                                    \
  71 /* the sandbox cannot be closed on this machine: AMB_ERROR_SANDBOX, starting again will not   \
        help */
#define AMB_WORKER_EXIT_PROTOCOL 76 /* the parent sent something it must not */

typedef enum
{
  /* parent to worker */
  AMB_MESSAGE_OPEN = 1, /* (ta{sv})      job, options {max-pixels t}; fds: source, control page */
  AMB_MESSAGE_EXPORT,   /* (ta{sv}a{sv}) job, recipe, settings; fds: output */
  AMB_MESSAGE_BUFFERS,  /* (tt)          job, bytes of each; fds: AMB_RING_SIZE memfds */
  AMB_MESSAGE_RENDER,   /* (ttudu(iiii)ua{sv}) see AmbRenderRequest */
  AMB_MESSAGE_PROBE,    /* (ta{sv})      job, options {max-pixels t, edge u, light b}; fds: source,
                           control page, thumbnail memfd; edge 0: the header only, no thumbnail;
                           light: find AMB_INFO_LIGHT */
  AMB_MESSAGE_CLOSE,    /* (t)           job: forget the photo; a batch worker exits */
  AMB_MESSAGE_CONTENT,  /* (tst)         job, digest, bytes: a file that recipes name, before the
                           first EXPORT or RENDER that does; fds: a sealed memfd. A worker keeps the
                           last AMB_CONTENTS_KEPT */
  /* worker to parent: never with fds */
  AMB_MESSAGE_READY = 64, /* (a{sv})      {version s, landlock i (ABI, 0 = missing), seccomp b} */
  AMB_MESSAGE_OPENED,     /* (ta{sv})     job, info: see AMB_INFO_* */
  AMB_MESSAGE_PROGRESS, /* (tu)         job, permille 0..1000; also the heartbeat, at least every 2
                           s while busy */
  AMB_MESSAGE_FRAME,    /* (ttuu(iiii)uut) see AmbFrameReply */
  AMB_MESSAGE_DONE,     /* (ta{sv})     job, result {width u, height u, bytes t, notes as} */
  AMB_MESSAGE_FAILED,   /* (tus)        job, AmbError, detail (untranslated, may be empty) */
  AMB_MESSAGE_PROBED, /* (ta{sv})     job, info as OPENED, AMB_INFO_EXTRAS to ISO, and unless edge
                         was 0 {thumb-width u, thumb-height u}: RGBA8 straight, tight rows, in the
                         memfd */
  AMB_MESSAGE_REFUSED, /* (tsus)       job, digest, AmbError, detail: a content that a view cannot
                         use; it renders without. (An export fails.) */
} AmbMessageKind;

/* Keys of OPENED's info. */
#define AMB_INFO_FORMAT "format"           /* s  the codec's name, "jpeg" */
#define AMB_INFO_WIDTH "width"             /* u  stored pixels */
#define AMB_INFO_HEIGHT "height"           /* u */
#define AMB_INFO_ORIENTATION "orientation" /* u  1..8 */
#define AMB_INFO_ALPHA "alpha"             /* b */
#define AMB_INFO_DEPTH "depth"             /* u  8 or 16 */
#define AMB_INFO_NEED "need"       /* t  decoded bytes: width * height * channels * depth / 8 */
#define AMB_INFO_PROFILE "profile" /* s  the source profile's description, "" for untagged */
#define AMB_INFO_NOTES "notes"     /* as untranslated remarks */
#define AMB_INFO_INCOMPLETE                                                                        \
  "incomplete" /* b  image data is missing (known only after decoding: PROBED and FRAME flags) */

#define AMB_DONE_BYTES "bytes" /* t  of the output; DONE's result has it besides size and notes */

/* Keys of PROBED's info besides; each may be missing. */
#define AMB_INFO_EXTRAS "extras" /* u  AmbImageExtras */
#define AMB_INFO_COARSENESS                                                                        \
  "coarseness"                   /* u  of a JPEG, hundredths: mean low quantizer of luminance */
#define AMB_INFO_TAKEN "taken"   /* s  "2024-12-31 23:59:59", local time of the camera */
#define AMB_INFO_CAMERA "camera" /* s  for people; texts hold no control characters */
#define AMB_INFO_LENS "lens"     /* s */
#define AMB_INFO_ISO "iso"       /* u */
#define AMB_INFO_LIGHT "light"   /* a{sv} numbers by amb_recipe_light_ids () */

/* Keys of EXPORT's settings (all required down to metadata). */
#define AMB_EXPORT_FORMAT "format"     /* s  codec name to write: "jpeg", "png" */
#define AMB_EXPORT_QUALITY "quality"   /* i  1..100 */
#define AMB_EXPORT_RESIZE "resize"     /* s  as AmbResize, "" for full size */
#define AMB_EXPORT_METADATA "metadata" /* s  amb_metadata_policy_word () */
#define AMB_EXPORT_PROFILE                                                                         \
  "profile" /* s  a word of amb_space_words; "srgb" where it is left out                           \
             */
#define AMB_EXPORT_DEPTH                                                                           \
  "depth" /* i  8, 16; 0 or left out: the source's where the format has it                         \
           */
#define AMB_EXPORT_SUBSAMPLING                                                                     \
  "subsampling"                  /* s  a word of amb_subsampling_words; may be left out */
#define AMB_EXPORT_SHARPEN                                                                         \
  "output-sharpen"               /* s  a word of amb_sharpen_words; "none" where it is left out */
#define AMB_EXPORT_ROOM "room"   /* u  bytes a pixel that encoding takes; may be left out */
#define AMB_EXPORT_FLAGS "flags" /* u  AmbFormFlags; may be left out */
#define AMB_EXPORT_MAX_BYTES "max-bytes" /* t  of the file; 0 or left out: no limit */
#define AMB_EXPORT_MAX_BYTES_RESIZE                                                                \
  "max-bytes-resize"                       /* b  smaller pictures are allowed; may be left out */
#define AMB_EXPORT_COPYRIGHT "copyright"   /* s  to be written; may be left out */
#define AMB_EXPORT_WATERMARK "watermark"   /* s  a content: a PNG; may be left out */
#define AMB_EXPORT_PLACE "watermark-place" /* (uddd) anchor, margin, size, opacity */
#define AMB_EXPORT_AUTO_LIGHT                                                                      \
  "auto-light" /* b  light that the recipe does not set is found; may be left out */
#define AMB_EXPORT_COPY                                                                            \
  "copy" /* b  once the photo decoded whole, its bytes are the output; may be left out */

typedef enum
{
  AMB_RENDER_DRAFT = 1 << 0,       /* as fast as possible, from whatever is decoded */
  AMB_RENDER_WHOLE_FRAME = 1 << 1, /* ignore the crop (crop tool) */
  AMB_RENDER_ABORTABLE = 1 << 2,   /* give up when the control page's generation moves on */
} AmbRenderFlags;

typedef struct
{
  guint64 job;
  guint64 serial; /* increases by one a request */
  guint32 buffer; /* 0..AMB_RING_SIZE-1; region.width * region.height * 4 bytes must fit */
  double scale;   /* plane pixels per full-resolution pixel, 0 < scale <= 16 */
  guint32 flags;  /* AmbRenderFlags */
  AmbRect region; /* in plane pixels, inside the plane */
  guint32 generation;
  GVariant *recipe; /* a{sv}; owned by the message when decoded */
} AmbRenderRequest;

typedef enum
{
  AMB_FRAME_DRAFT = 1 << 0,
  AMB_FRAME_ABORTED = 1 << 1,    /* nothing was written: the buffer goes back */
  AMB_FRAME_INCOMPLETE = 1 << 2, /* the photo's image data is incomplete */
} AmbFrameFlags;

typedef struct
{
  guint64 job;
  guint64 serial;
  guint32 buffer;
  guint32 flags;                     /* AmbFrameFlags */
  AmbRect region;                    /* as requested */
  guint32 plane_width, plane_height; /* of the whole output at the requested scale */
  guint64 microseconds;              /* spent on it */
} AmbFrameReply;

/* The shared control page: the parent writes, the worker reads, both with C11 atomics. One page,
 * sealed, in a memfd. */
#define AMB_CONTROL_BYTES 4096
typedef struct
{
  guint32 cancel;     /* non-zero: give up the job, answer FAILED / AMB_ERROR_CANCELLED */
  guint32 generation; /* abortable renders of an older generation give up */
} AmbControl;

typedef struct
{
  AmbMessageKind kind;
  GVariant *body;               /* owned; of the kind's type, normal form, ranges checked */
  int fds[AMB_MESSAGE_MAX_FDS]; /* owned, O_CLOEXEC; -1 when absent */
  guint n_fds;
} AmbMessage;

/* "OPEN", for logs; "unknown" otherwise. Static. */
const char *amb_message_kind_name (AmbMessageKind kind);

void amb_message_clear (AmbMessage *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AmbMessage, amb_message_clear)

/* The datagram's bytes; body may be floating and is consumed. NULL with AMB_ERROR_PROTOCOL when
 * over 64 KiB. */
GBytes *amb_message_encode (AmbMessageKind kind, GVariant *body, GError **error);

/* from_worker: which direction's kinds are allowed. n_fds: how many came with it. On success
 * message->body is set and fds are left for the caller to fill in. Errors: AMB_ERROR_PROTOCOL only;
 * never asserts on content. */
gboolean amb_message_decode (
    GBytes *bytes, gboolean from_worker, guint n_fds, AmbMessage *message, GError **error);

GVariant *amb_render_request_to_variant (const AmbRenderRequest *request);
void amb_render_request_from_variant (GVariant *body,
                                      AmbRenderRequest *request); /* recipe: transfer full */
GVariant *amb_frame_reply_to_variant (const AmbFrameReply *reply);
void amb_frame_reply_from_variant (GVariant *body, AmbFrameReply *reply);

G_END_DECLS
