/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of messages, and what makes a datagram one of them. */
#include "amb-message.h"

#include <string.h>

#include "amb-content.h"
#include "amb-error.h"
#include "amb-output-form.h"

#include <glib/gstdio.h>

/* The largest plane edge: a photo's edge at the largest scale. */
#define MAX_SCALE 16.0
#define MAX_PLANE_EDGE (AMB_MAX_EDGE * 16)
#define MAX_BUFFER_BYTES (G_GUINT64_CONSTANT (1) << 32)
#define MAX_NOTES 64

typedef gboolean (*CheckFunc) (GVariant *body);

typedef struct
{
  AmbMessageKind kind;
  const char *name;
  const char *type;
  gboolean from_worker;
  guint n_fds;
  CheckFunc check;
} KindInfo;

/* What a dictionary may hold under a key. min and max bound the number; of a string the bytes, of
 * an array the items. */
typedef struct
{
  const char *key;
  const char *type;
  guint64 min, max;
  gboolean required;
} KeyInfo;

static const KeyInfo open_keys[] = {
  { "max-pixels", "t", 1, G_MAXUINT64, FALSE },
  { "edge", "u", 0, AMB_MAX_THUMBNAIL_EDGE, FALSE },
  { "light", "b", 0, 1, FALSE },
  { NULL },
};

static const KeyInfo export_keys[] = {
  { AMB_EXPORT_FORMAT, "s", 1, 32, TRUE },
  { AMB_EXPORT_QUALITY, "i", 1, 100, TRUE },
  { AMB_EXPORT_RESIZE, "s", 0, 64, TRUE },
  { AMB_EXPORT_METADATA, "s", 1, 64, TRUE },
  { AMB_EXPORT_MAX_BYTES, "t", 0, G_MAXINT64, FALSE },
  { AMB_EXPORT_MAX_BYTES_RESIZE, "b", 0, 1, FALSE },
  { AMB_EXPORT_COPYRIGHT, "s", 0, 1000, FALSE },
  { AMB_EXPORT_WATERMARK, "s", 0, 1024, FALSE },
  { AMB_EXPORT_AUTO_LIGHT, "b", 0, 1, FALSE },
  { AMB_EXPORT_PROFILE, "s", 1, 32, FALSE },
  { AMB_EXPORT_DEPTH, "i", 0, 16, FALSE },
  { AMB_EXPORT_SUBSAMPLING, "s", 1, 32, FALSE },
  { AMB_EXPORT_SHARPEN, "s", 1, 32, FALSE },
  { AMB_EXPORT_ROOM, "u", 0, 64, FALSE },
  { AMB_EXPORT_FLAGS, "u", 0, AMB_FORM_PROGRESSIVE | AMB_FORM_OPTIMIZE | AMB_FORM_LOSSLESS, FALSE },
  { NULL },
};

static const KeyInfo ready_keys[] = {
  { "version", "s", 1, 64, TRUE },
  { "landlock", "i", 0, 1000, TRUE },
  { "seccomp", "b", 0, 1, TRUE },
  { NULL },
};

static const KeyInfo opened_keys[] = {
  { AMB_INFO_FORMAT, "s", 1, 32, TRUE },
  { AMB_INFO_WIDTH, "u", 1, AMB_MAX_EDGE, TRUE },
  { AMB_INFO_HEIGHT, "u", 1, AMB_MAX_EDGE, TRUE },
  { AMB_INFO_ORIENTATION, "u", 1, 8, TRUE },
  { AMB_INFO_ALPHA, "b", 0, 1, TRUE },
  { AMB_INFO_DEPTH, "u", 8, 16, TRUE },
  { AMB_INFO_NEED, "t", 1, G_GUINT64_CONSTANT (1) << 48, TRUE },
  { AMB_INFO_PROFILE, "s", 0, 4096, FALSE },
  { AMB_INFO_NOTES, "as", 0, MAX_NOTES, FALSE },
  { AMB_INFO_INCOMPLETE, "b", 0, 1, FALSE },
  { NULL },
};

static const KeyInfo probed_keys[] = {
  { "thumb-width", "u", 1, AMB_MAX_THUMBNAIL_EDGE, FALSE },
  { "thumb-height", "u", 1, AMB_MAX_THUMBNAIL_EDGE, FALSE },
  { AMB_INFO_EXTRAS, "u", 0, 255, FALSE },
  { AMB_INFO_COARSENESS, "u", 1, 6553500, FALSE },
  { AMB_INFO_TAKEN, "s", 19, 19, FALSE },
  { AMB_INFO_CAMERA, "s", 1, 256, FALSE },
  { AMB_INFO_LENS, "s", 1, 256, FALSE },
  { AMB_INFO_ISO, "u", 1, G_MAXUINT32, FALSE },
  { AMB_INFO_LIGHT, "a{sv}", 0, 16, FALSE },
  { NULL },
};

static const KeyInfo done_keys[] = {
  { AMB_INFO_WIDTH, "u", 1, AMB_MAX_EDGE, TRUE },
  { AMB_INFO_HEIGHT, "u", 1, AMB_MAX_EDGE, TRUE },
  { AMB_DONE_BYTES, "t", 1, G_MAXINT64, TRUE },
  { AMB_INFO_NOTES, "as", 0, MAX_NOTES, FALSE },
  { NULL },
};

static gboolean
measure (GVariant *value, guint64 *measure)
{
  switch (g_variant_classify (value))
    {
    case G_VARIANT_CLASS_BOOLEAN:
      *measure = g_variant_get_boolean (value);
      return TRUE;
    case G_VARIANT_CLASS_INT32:
      *measure = (guint64) MAX (g_variant_get_int32 (value), -1);
      return g_variant_get_int32 (value) >= 0;
    case G_VARIANT_CLASS_UINT32:
      *measure = g_variant_get_uint32 (value);
      return TRUE;
    case G_VARIANT_CLASS_UINT64:
      *measure = g_variant_get_uint64 (value);
      return TRUE;
    case G_VARIANT_CLASS_STRING:
      *measure = g_variant_get_size (value) - 1;
      return TRUE;
    case G_VARIANT_CLASS_ARRAY:
      *measure = g_variant_n_children (value);
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
check_key (GVariant *dict, const KeyInfo *info)
{
  g_autoptr (GVariant) value = g_variant_lookup_value (dict, info->key, NULL);
  guint64 number;

  if (value == NULL)
    return !info->required;
  return g_variant_is_of_type (value, G_VARIANT_TYPE (info->type)) && measure (value, &number)
         && number >= info->min && number <= info->max;
}

/* Unknown keys are left alone: nobody reads them. */
static gboolean
check_keys (GVariant *dict, const KeyInfo *keys)
{
  for (const KeyInfo *info = keys; info->key != NULL; info++)
    if (!check_key (dict, info))
      return FALSE;
  return TRUE;
}

static gboolean
check_child_keys (GVariant *body, gsize index, const KeyInfo *keys)
{
  g_autoptr (GVariant) dict = g_variant_get_child_value (body, index);
  return check_keys (dict, keys);
}

static gboolean
check_region (const AmbRect *region)
{
  return region->x >= 0 && region->y >= 0 && region->width >= 1 && region->height >= 1
         && region->x < MAX_PLANE_EDGE && region->y < MAX_PLANE_EDGE
         && region->width <= MAX_PLANE_EDGE - region->x
         && region->height <= MAX_PLANE_EDGE - region->y;
}

static gboolean
check_open (GVariant *body)
{
  return check_child_keys (body, 1, open_keys);
}

static gboolean
check_export (GVariant *body)
{
  return check_child_keys (body, 2, export_keys);
}

static gboolean
check_digest (GVariant *body)
{
  const char *digest;
  g_variant_get_child (body, 1, "&s", &digest);
  return strlen (digest) == AMB_CONTENT_DIGEST_CHARS
         && strspn (digest, "0123456789abcdef") == AMB_CONTENT_DIGEST_CHARS;
}

static gboolean
check_content (GVariant *body)
{
  guint64 bytes;
  g_variant_get_child (body, 2, "t", &bytes);
  return check_digest (body) && bytes >= 1 && bytes <= AMB_CONTENT_MAX_BYTES;
}

static gboolean
check_refused (GVariant *body)
{
  guint32 code;
  g_variant_get_child (body, 2, "u", &code);
  return check_digest (body) && code < AMB_N_ERRORS;
}

static gboolean
check_buffers (GVariant *body)
{
  guint64 bytes;
  g_variant_get_child (body, 1, "t", &bytes);
  return bytes >= 4 && bytes <= MAX_BUFFER_BYTES;
}

static gboolean
check_render (GVariant *body)
{
  AmbRenderRequest request;
  amb_render_request_from_variant (body, &request);
  g_variant_unref (request.recipe);
  return request.buffer < AMB_RING_SIZE && request.scale > 0 && request.scale <= MAX_SCALE
         && request.flags <= (AMB_RENDER_DRAFT | AMB_RENDER_WHOLE_FRAME | AMB_RENDER_ABORTABLE)
         && check_region (&request.region);
}

static gboolean
check_probe (GVariant *body)
{
  return check_child_keys (body, 1, open_keys);
}

static gboolean
check_ready (GVariant *body)
{
  return check_child_keys (body, 0, ready_keys);
}

static gboolean
check_opened (GVariant *body)
{
  return check_child_keys (body, 1, opened_keys);
}

static gboolean
check_progress (GVariant *body)
{
  guint32 permille;
  g_variant_get_child (body, 1, "u", &permille);
  return permille <= 1000;
}

static gboolean
check_frame (GVariant *body)
{
  AmbFrameReply reply;
  guint32 smallest;

  amb_frame_reply_from_variant (body, &reply);
  smallest = (reply.flags & AMB_FRAME_ABORTED) != 0 ? 0 : 1;
  return reply.buffer < AMB_RING_SIZE
         && reply.flags <= (AMB_FRAME_DRAFT | AMB_FRAME_ABORTED | AMB_FRAME_INCOMPLETE)
         && check_region (&reply.region) && reply.plane_width >= smallest
         && reply.plane_width <= MAX_PLANE_EDGE && reply.plane_height >= smallest
         && reply.plane_height <= MAX_PLANE_EDGE;
}

static gboolean
check_done (GVariant *body)
{
  return check_child_keys (body, 1, done_keys);
}

static gboolean
check_failed (GVariant *body)
{
  guint32 code;
  g_variant_get_child (body, 1, "u", &code);
  return code < AMB_N_ERRORS;
}

static gboolean
check_probed (GVariant *body)
{
  return check_child_keys (body, 1, opened_keys) && check_child_keys (body, 1, probed_keys);
}

static const KindInfo kinds[] = {
  { AMB_MESSAGE_OPEN, "OPEN", "(ta{sv})", FALSE, 2, check_open },
  { AMB_MESSAGE_EXPORT, "EXPORT", "(ta{sv}a{sv})", FALSE, 1, check_export },
  { AMB_MESSAGE_BUFFERS, "BUFFERS", "(tt)", FALSE, AMB_RING_SIZE, check_buffers },
  { AMB_MESSAGE_RENDER, "RENDER", "(ttudu(iiii)ua{sv})", FALSE, 0, check_render },
  { AMB_MESSAGE_PROBE, "PROBE", "(ta{sv})", FALSE, 3, check_probe },
  { AMB_MESSAGE_CLOSE, "CLOSE", "(t)", FALSE, 0, NULL },
  { AMB_MESSAGE_CONTENT, "CONTENT", "(tst)", FALSE, 1, check_content },
  { AMB_MESSAGE_READY, "READY", "(a{sv})", TRUE, 0, check_ready },
  { AMB_MESSAGE_OPENED, "OPENED", "(ta{sv})", TRUE, 0, check_opened },
  { AMB_MESSAGE_PROGRESS, "PROGRESS", "(tu)", TRUE, 0, check_progress },
  { AMB_MESSAGE_FRAME, "FRAME", "(ttuu(iiii)uut)", TRUE, 0, check_frame },
  { AMB_MESSAGE_DONE, "DONE", "(ta{sv})", TRUE, 0, check_done },
  { AMB_MESSAGE_FAILED, "FAILED", "(tus)", TRUE, 0, check_failed },
  { AMB_MESSAGE_PROBED, "PROBED", "(ta{sv})", TRUE, 0, check_probed },
  { AMB_MESSAGE_REFUSED, "REFUSED", "(tsus)", TRUE, 0, check_refused },
};

static const KindInfo *
find_kind (guint kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].kind == kind)
      return &kinds[i];
  return NULL;
}

const char *
amb_message_kind_name (AmbMessageKind kind)
{
  const KindInfo *info = find_kind (kind);
  return info != NULL ? info->name : "unknown";
}

void
amb_message_clear (AmbMessage *self)
{
  for (guint i = 0; i < self->n_fds; i++)
    if (self->fds[i] >= 0)
      g_close (g_steal_fd (&self->fds[i]), NULL);
  self->n_fds = 0;
  g_clear_pointer (&self->body, g_variant_unref);
}

GBytes *
amb_message_encode (AmbMessageKind kind, GVariant *body, GError **error)
{
  g_autoptr (GVariant) owned_body = g_variant_ref_sink (body);
  g_autoptr (GVariant) datagram = NULL;
  const KindInfo *info = find_kind (kind);

  g_return_val_if_fail (info != NULL, NULL);
  g_return_val_if_fail (g_variant_is_of_type (owned_body, G_VARIANT_TYPE (info->type)), NULL);

  datagram = g_variant_ref_sink (g_variant_new ("(yv)", (guchar) kind, owned_body));
  if (g_variant_get_size (datagram) > AMB_MESSAGE_MAX_BYTES)
    {
      g_set_error (error, AMB_ERROR, AMB_ERROR_PROTOCOL,
                   "a message %s of %" G_GSIZE_FORMAT " bytes is over the limit", info->name,
                   g_variant_get_size (datagram));
      return NULL;
    }
  return g_variant_get_data_as_bytes (datagram);
}

static gboolean
refuse (GError **error, const char *name, const char *why)
{
  g_set_error (error, AMB_ERROR, AMB_ERROR_PROTOCOL, "message %s: %s", name, why);
  return FALSE;
}

/* The datagram as a value in normal form; NULL when it is none. */
static GVariant *
parse_datagram (GBytes *bytes)
{
  g_autoptr (GVariant) datagram = NULL;
  gsize size = g_bytes_get_size (bytes);

  if (size == 0 || size > AMB_MESSAGE_MAX_BYTES)
    return NULL;
  datagram = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE ("(yv)"), bytes, FALSE));
  return g_variant_is_normal_form (datagram) ? g_steal_pointer (&datagram) : NULL;
}

gboolean
amb_message_decode (
    GBytes *bytes, gboolean from_worker, guint n_fds, AmbMessage *message, GError **error)
{
  g_autoptr (GVariant) datagram = parse_datagram (bytes);
  g_autoptr (GVariant) body = NULL;
  const KindInfo *info;
  guchar kind;

  if (datagram == NULL)
    return refuse (error, "of no kind", "not a value in normal form, or too long");
  g_variant_get (datagram, "(yv)", &kind, &body);
  info = find_kind (kind);
  if (info == NULL)
    return refuse (error, "of no kind", "the kind is not known");
  if (!info->from_worker != !from_worker)
    return refuse (error, info->name, "the wrong direction");
  if (!g_variant_is_of_type (body, G_VARIANT_TYPE (info->type)))
    return refuse (error, info->name, "the body is of another type");
  if (n_fds != info->n_fds)
    return refuse (error, info->name, "the wrong number of file descriptors");
  if (info->check != NULL && !info->check (body))
    return refuse (error, info->name, "a value is missing or out of range");

  message->kind = info->kind;
  message->body = g_steal_pointer (&body);
  return TRUE;
}

GVariant *
amb_render_request_to_variant (const AmbRenderRequest *request)
{
  return g_variant_new ("(ttudu(iiii)u@a{sv})", request->job, request->serial, request->buffer,
                        request->scale, request->flags, request->region.x, request->region.y,
                        request->region.width, request->region.height, request->generation,
                        request->recipe);
}

void
amb_render_request_from_variant (GVariant *body, AmbRenderRequest *request)
{
  g_variant_get (body, "(ttudu(iiii)u@a{sv})", &request->job, &request->serial, &request->buffer,
                 &request->scale, &request->flags, &request->region.x, &request->region.y,
                 &request->region.width, &request->region.height, &request->generation,
                 &request->recipe);
}

GVariant *
amb_frame_reply_to_variant (const AmbFrameReply *reply)
{
  return g_variant_new ("(ttuu(iiii)uut)", reply->job, reply->serial, reply->buffer, reply->flags,
                        reply->region.x, reply->region.y, reply->region.width, reply->region.height,
                        reply->plane_width, reply->plane_height, reply->microseconds);
}

void
amb_frame_reply_from_variant (GVariant *body, AmbFrameReply *reply)
{
  g_variant_get (body, "(ttuu(iiii)uut)", &reply->job, &reply->serial, &reply->buffer,
                 &reply->flags, &reply->region.x, &reply->region.y, &reply->region.width,
                 &reply->region.height, &reply->plane_width, &reply->plane_height,
                 &reply->microseconds);
}
