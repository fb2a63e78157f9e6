/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What a format gives the worker, and what the formats share: input by pread, output by write, size
 * checks, blocks. */
#pragma once

#include "amb-codec-private.h"
#include "amb-coder.h"

G_BEGIN_DECLS

/* The note of every format that can hold more than one picture in time. */
#define AMB_NOTE_ANIMATED "animated: only the first picture is used"

/* The file as it was handed over. Nothing else reads it, so nothing depends on its offset. */
typedef struct
{
  int fd;               /* borrowed */
  const guint8 *memory; /* borrowed; a block that is read like a file: fd is of no use then */
  guint64 size;         /* bytes */
  int errsv;            /* errno of the last failure, else 0 */
} AmbInput;

/* Reads length bytes, fewer only at the end of the file; -1 with errsv. */
gssize amb_input_read (AmbInput *self, guint64 offset, void *bytes, gsize length);
/* All of length bytes or NULL; never allocates more than the file holds. */
GBytes *amb_input_read_block (AmbInput *self, guint64 offset, guint64 length);

/* How JPEG names its blocks inside their segments; other formats keep some of them with the name,
 * some without. A name is as long as sizeof says: the terminating zero belongs to it. */
#define AMB_EXIF_NAME "Exif\0"
#define AMB_XMP_NAME "http://ns.adobe.com/xap/1.0/"
#define AMB_PHOTOSHOP_NAME "Photoshop 3.0"

gboolean amb_block_has_name (gconstpointer bytes, gsize length, const char *name, gsize name_size);
/* The block behind its name, or all of it where it has none. Transfer full. */
GBytes *amb_block_without_name (GBytes *block, const char *name, gsize name_size);
/* Photoshop's resources as they stand in a JPEG, whether or not they came with their name. Transfer
 * full. */
GBytes *amb_block_named_resources (GBytes *resources);
/* Whether a colour profile is of the model's kind: no other may stand beside such a picture. */
gboolean amb_block_is_profile_of (GBytes *icc, AmbPixelModel model);

/* Bytes on their way out, gathered into large writes. */
typedef struct
{
  int fd; /* borrowed */
  int errsv;
  gsize used;
  guint8 *buffer; /* AMB_OUTPUT_BYTES */
} AmbOutput;

enum
{
  AMB_OUTPUT_BYTES = 256 * 1024,
};

/* FALSE with errsv. */
gboolean amb_output_write (AmbOutput *self, const void *bytes, gsize length);
gboolean amb_output_flush (AmbOutput *self);
void amb_output_set_error (const AmbOutput *self, GError **error);

typedef struct _AmbCoder AmbCoder;

/* A format's decoder begins with this. */
struct _AmbDecoder
{
  const AmbCoder *coder;
  AmbInput input;
  AmbDecodeLimits limits;
  AmbImageInfo info;
  gboolean cut_short; /* the container announces more than the file holds */
};

typedef struct
{
  guint reduction;
  AmbDecodeCheck check; /* nullable */
  gpointer user_data;
} AmbDecodeRequest;

/* A format's encoder begins with this; the spec holds references. */
struct _AmbEncoder
{
  const AmbCoder *coder;
  AmbOutput output;
  AmbEncodeSpec spec;
  guint rows_left;
  gboolean failed;
};

/* amb_coder_<word>. Functions that a format does not need are NULL; a decoder's memory comes
 * zeroed. */
struct _AmbCoder
{
  gsize decoder_size, encoder_size;
  gboolean (*open) (AmbDecoder *decoder,
                    GError **error); /* fills info; input, limits and codec are set */
  AmbPixels *(*decode) (AmbDecoder *decoder,
                        const AmbDecodeRequest *request,
                        gboolean *complete,
                        GError **error);
  void (*close) (AmbDecoder *decoder);
  gboolean (*start) (AmbEncoder *encoder, GError **error);
  gboolean (*write) (
      AmbEncoder *encoder, const guint8 *rows, gsize stride, guint n_rows, GError **error);
  gboolean (*finish) (AmbEncoder *encoder, GError **error); /* the output is flushed afterwards */
  void (*stop) (AmbEncoder *encoder);
  void (*preload) (void);
};

#define X(word) extern const AmbCoder amb_coder_##word;
AMB_CODECS (X, X)
#undef X

/* What the module exports, and all of it. */
typedef struct
{
  const char *version;           /* AMB_VERSION: all else here is the same only within one build */
  const AmbCoder *const *coders; /* by place in the list; NULL where the worker itself has it */
} AmbCoderModule;
extern const AmbCoderModule amb_coder_module __attribute__ ((visibility ("default")));

/* NULL with AMB_ERROR_INSTALLATION where it is in the module and that cannot be loaded. */
const AmbCoder *amb_coders_find (const AmbCodec *codec, GError **error);

/* ZERO_SIZED or TOO_LARGE; before anything of that size is allocated. */
gboolean amb_decoder_check_size (AmbDecoder *self, guint64 width, guint64 height, GError **error);
/* Takes the profile unless it is over the limit or no profile at all, which leaves a note. */
void amb_decoder_take_icc (AmbDecoder *self, GBytes *icc);
/* Once each, however often the file gives cause. */
void amb_decoder_note (AmbDecoder *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void amb_decoder_set_read_error (AmbDecoder *self, GError **error);
gboolean amb_decode_request_stops (const AmbDecodeRequest *request, guint permille);
/* AMB_ERROR_CANCELLED. */
void amb_set_cancelled (GError **error);
void amb_encoder_note (AmbEncoder *self, const char *note);
/* A block that the format cannot hold is left out, not fatal. */
void amb_encoder_drop_block (AmbEncoder *self, GBytes **block, const char *name);
/* From row on, mid-grey: what a picture shows where its data is missing. */
void amb_pixels_fill_rest (AmbPixels *pixels, guint row);

G_END_DECLS
