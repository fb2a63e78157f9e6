/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Oklab from linear Rec. 2020 and back: the one place of its numbers.
 *
 * DESIGN: every step is a difference from one channel, so that what must be zero is exactly zero: a
 * grey (three equal channels) has a = b = 0, and a = b = 0 becomes three equal channels, whatever
 * the rounding. There and back is not the identity: it moves a channel by at most 8e-6 for channels
 * within -0.2 .. 1.2, half a step of 16 bits. Any input gives finite output. */
#pragma once

#include "amb-kernel-math.h"

typedef struct
{
  float lightness; /* 0 black, 1 white */
  float a, b;      /* green to red, blue to yellow; sRGB reaches about 0.3 */
} AmbOklab;

typedef struct
{
  float r, g, b;
} AmbLinear;

/* Ottosson, "A perceptual color space for image processing", 2020: XYZ to cone responses, here from
 * linear Rec. 2020 (times the matrix of ITU-R BT.2020-2) with rows scaled to a sum of 1, so that
 * white is 1, 1, 1; and its inverse. */
static const float amb_oklab_responses[3][3] = {
  { 0.6167557879f, 0.3601984021f, 0.0230458100f },
  { 0.2651330603f, 0.6358393714f, 0.0990275683f },
  { 0.1001026313f, 0.2039065205f, 0.6959908482f },
};
static const float amb_oklab_linear[3][3] = {
  { 2.1399067200f, -1.2463894955f, 0.1064827755f },
  { -0.8847358342f, 2.1632309413f, -0.2784951071f },
  { -0.0485737534f, -0.4545031403f, 1.5030768938f },
};

/* His second matrix, from the cube roots of responses: the rows sum to 1, 0 and 0; and its inverse
 * without the first column, 1, 1, 1. */
static const float amb_oklab_axes[3][3] = {
  { 0.2104542553f, 0.7936177850f, -0.0040720403f },
  { 1.9779984951f, -2.4285922050f, 0.4505937099f },
  { 0.0259040371f, 0.7827717289f, -0.8086757660f },
};
static const float amb_oklab_roots[3][2] = {
  { 0.3963377919f, 0.2158037659f },
  { -0.1055613415f, -0.0638541662f },
  { -0.0894841764f, -1.2914855264f },
};

static inline float
amb_oklab_response (const float row[3], float green, float from_red, float from_blue)
{
  return amb_cbrt (green + (row[0] * from_red + row[2] * from_blue));
}

static inline AmbOklab
amb_oklab_from_linear (float r, float g, float b)
{
  float green = amb_finite (g);
  float from_red = amb_finite (r) - green, from_blue = amb_finite (b) - green;
  float m = amb_oklab_response (amb_oklab_responses[1], green, from_red, from_blue);
  float l = amb_oklab_response (amb_oklab_responses[0], green, from_red, from_blue) - m;
  float s = amb_oklab_response (amb_oklab_responses[2], green, from_red, from_blue) - m;
  return (AmbOklab){
    m + (amb_oklab_axes[0][0] * l + amb_oklab_axes[0][2] * s),
    amb_oklab_axes[1][0] * l + amb_oklab_axes[1][2] * s,
    amb_oklab_axes[2][0] * l + amb_oklab_axes[2][2] * s,
  };
}

/* What a cone response differs by from that of a grey of the same lightness, whose cube root is the
 * lightness: (c + d)^3 - c^3, exactly 0 for d = 0. */
static inline float
amb_oklab_difference (const float root[2], AmbOklab pixel)
{
  float d = root[0] * pixel.a + root[1] * pixel.b;
  return d * (3.0f * pixel.lightness * (pixel.lightness + d) + d * d);
}

static inline AmbLinear
amb_oklab_to_linear (AmbOklab pixel)
{
  float grey = pixel.lightness * pixel.lightness * pixel.lightness;
  float l = amb_oklab_difference (amb_oklab_roots[0], pixel);
  float m = amb_oklab_difference (amb_oklab_roots[1], pixel);
  float s = amb_oklab_difference (amb_oklab_roots[2], pixel);
  const float (*to)[3] = amb_oklab_linear;
  return (AmbLinear){
    amb_finite (grey + (to[0][0] * l + to[0][1] * m + to[0][2] * s)),
    amb_finite (grey + (to[1][0] * l + to[1][1] * m + to[1][2] * s)),
    amb_finite (grey + (to[2][0] * l + to[2][1] * m + to[2][2] * s)),
  };
}
